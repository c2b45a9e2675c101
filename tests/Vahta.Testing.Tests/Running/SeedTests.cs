namespace Vahta.Testing.Tests.Running;

public sealed class SeedTests
{
    [Fact]
    public void Seed_0_is_first_come_first_served() => Simulation.Run(async simulation =>
    {
        var order = new List<string>();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(StepAsync));

        Assert.Equal(["0.0", "1.0", "2.0", "3.0", "0.1", "1.1", "2.1", "3.1", "0.2", "1.2", "2.2", "3.2"], order);

        async Task StepAsync(int who)
        {
            for (var step = 0; step < 3; step++)
            {
                await Task.Yield();
                order.Add($"{who}.{step}");
            }
        }
    });

    [Fact]
    public void Different_seeds_give_different_orders_and_each_order_comes()
    {
        var orders = new HashSet<string>();

        Simulation.Explore(200, async _ =>
        {
            var order = new List<int>();
            await Task.WhenAll(Enumerable.Range(0, 4).Select(async who =>
            {
                await Task.Yield();
                order.Add(who);
            }));
            orders.Add(string.Join(' ', order));
        });

        Assert.Equal(4 * 3 * 2, orders.Count);
    }

    [Fact]
    public void Timers_due_at_the_same_instant_are_drawn_too()
    {
        var (orders, first) = (new HashSet<string>(), "");

        Simulation.Explore(200, async simulation =>
        {
            var order = new List<int>();
            await Task.WhenAll(Enumerable.Range(0, 4).Select(async who =>
            {
                // Set at different times, due at the same.
                await simulation.Delay(who);
                await simulation.Delay(10 - who);
                Assert.Equal(TimeSpan.FromSeconds(10), simulation.Now);
                order.Add(who);
            }));
            orders.Add(string.Join(' ', order));
            first = simulation.Seed == 0 ? string.Join(' ', order) : first;
        });

        Assert.Equal(4 * 3 * 2, orders.Count);
        Assert.Equal("0 1 2 3", first);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(int.MaxValue)]
    public void The_same_seed_gives_the_same_timeline_every_time(int seed)
    {
        var timelines = new HashSet<string>();

        for (var time = 0; time < 20; time++)
        {
            Simulation.Run(Lives.BusyAsync, seed, timeline => timelines.Add(timeline));
        }

        Assert.True(Assert.Single(timelines).Length > 2000);
    }

    [Fact]
    public void Different_seeds_give_different_timelines()
    {
        var timelines = new HashSet<string>();

        for (var seed = 0; seed < 20; seed++)
        {
            Simulation.Run(Lives.BusyAsync, seed, timeline => timelines.Add(timeline));
        }

        Assert.InRange(timelines.Count, 15, 20);
    }

    [Fact]
    public void There_are_no_negative_seeds() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Simulation.Run(_ => Task.CompletedTask, seed: -1));
}
