using Microsoft.Extensions.DependencyInjection;

namespace Vahta.Tests.Pools;

public sealed class PoolAsUnitTests
{
    [Fact]
    public void A_class_unit_gets_a_pool_by_its_type_and_by_its_name() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        var handled = new List<string>();
        var letters = dispatcher.AddPool<string>("letters", Handle);
        dispatcher.AddPool<int>("numbers", (item, _) => Handle($"{item}", CancellationToken.None));
        var parcels = dispatcher.AddPool<string>("parcels", Handle);
        dispatcher.AddJob<Poster>("poster").After(letters).After(parcels).After("numbers");

        await dispatcher.StartAsync();
        await dispatcher.StopAsync();

        Assert.Equal(["1", "letter", "parcel"], handled.Order());

        Task Handle(string item, CancellationToken token)
        {
            handled.Add(item);
            return Task.CompletedTask;
        }
    });

    [Fact]
    public void S44_a_handler_that_stops_its_own_dispatcher_or_pool_does_not_wait_for_itself() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Application();
        var pool = dispatcher.AddPool<string>("mail", async (item, unit, _) =>
        {
            Assert.Equal("mail", unit.Name);
            await (item == "pool" ? unit.Dispatcher.StopAsync("mail") : unit.Dispatcher.StopAsync());
            world.Note($"{item} asked");
        });
        dispatcher.AddTask("web", world.Serves("web"));
        var running = dispatcher.RunAsync();
        await world.QuietAsync();

        pool.TryPost("pool");
        await world.QuietAsync();
        Assert.Equal((UnitState.Stopped, DispatcherState.Running), (pool.State, dispatcher.State));
        await dispatcher.StartAsync(pool);
        pool.TryPost("dispatcher");

        Assert.Equal(0, (await running).ExitCode);
        Assert.Equal(["web up", "pool asked"], world.Journal.Take(2));
        Assert.Contains("dispatcher asked", world.Journal);
    });

    [Fact]
    public void N15_an_item_that_posts_another_keeps_the_run_going() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Application();
        Pool<int> pool = null!;
        pool = dispatcher.AddPool<int>("countdown", async (item, _) =>
        {
            await world.Delay(1);
            world.Note($"{item}");
            Assert.True(item == 0 || pool.TryPost(item - 1));
        });
        dispatcher.OnReady(_ =>
        {
            Assert.True(pool.TryPost(3));
            return Task.CompletedTask;
        });

        Assert.Equal(StopCause.Completed, (await dispatcher.RunAsync()).Reason.Cause);

        Assert.Equal(["3", "2", "1", "0"], world.Journal);
    });

    [Theory]
    [InlineData(25, 6, 2)]
    [InlineData(4.5, 2.67, 0.89)]
    public void A_pool_asks_the_stop_budget_for_its_drain_too_and_divides_what_it_gets_as_it_asked(double budget, double drained, double stopped) => Scenario.Explore(10, async world =>
    {
        var dispatcher = world.Dispatcher(options => options.StopBudget = TimeSpan.FromSeconds(budget));
        var moments = new List<double>();
        var pool = dispatcher.AddPool<int>("mail", async (_, token) =>
            {
                await world.Fires(token);
                moments.Add(world.Now.TotalSeconds);
            })
            .DrainWithin(TimeSpan.FromSeconds(6)).StopWithin(TimeSpan.FromSeconds(2))
            .OnLeftOver((_, _) =>
            {
                moments.Add(world.Now.TotalSeconds);
                return Task.CompletedTask;
            });
        Assert.Equal(TimeSpan.FromSeconds(9), dispatcher.Plan().WorstStop);
        await dispatcher.StartAsync();
        pool.TryPost(1);
        pool.TryPost(2);
        await world.QuietAsync();

        await dispatcher.StopAsync();

        Assert.Equal(drained, moments[0], 0.01);
        Assert.Equal(drained + stopped, moments[1], 0.02);
    });

    [Fact]
    public void An_essential_pool_and_a_watchdog_on_one_are_mistakes() => Scenario.Run(world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddPool<int>("mail", (_, _) => Task.CompletedTask).Essential().Watchdog(TimeSpan.FromSeconds(1)).NotifiesReady();
        dispatcher.AddTask("task", world.Serves("task")).FailAfter(2);

        var mistakes = Assert.Throws<DispatcherConfigurationException>(() => dispatcher.Plan()).Mistakes;

        Assert.Equal(4, mistakes.Count);
        Assert.All(mistakes.Take(3), mistake => Assert.StartsWith("Unit 'mail' is a pool", mistake, StringComparison.Ordinal));
        return Task.CompletedTask;
    });

    private sealed class Poster([FromKeyedServices("letters")] Pool<string> letters, Pool<int> numbers, [FromKeyedServices("parcels")] Pool<string> parcels) : IUnit
    {
        public async Task RunAsync(UnitContext unit, CancellationToken stopping)
        {
            await letters.PostAsync("letter", stopping);
            await numbers.PostAsync(1, stopping);
            await parcels.PostAsync("parcel", stopping);
        }
    }
}
