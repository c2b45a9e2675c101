namespace Vahta.Testing.Tests.Time;

public sealed class QuietTests
{
    [Fact]
    public void M5_whoever_waits_for_quiet_goes_before_a_jump() => Simulation.Explore(50, async simulation =>
    {
        var order = new List<string>();
        var sleeping = SleepAsync();

        await simulation.WaitUntilQuietAsync();
        order.Add("quiet");
        await sleeping;

        Assert.Equal(["quiet", "slept"], order);

        async Task SleepAsync()
        {
            await simulation.Delay(0.001);
            order.Add("slept");
        }
    });

    [Fact]
    public void It_is_quiet_when_what_was_ready_and_what_that_made_ready_has_run() => Simulation.Explore(50, async simulation =>
    {
        var (left, deep) = (1000, new TaskCompletionSource());
        var counting = CountAsync();

        await simulation.WaitUntilQuietAsync();

        Assert.Equal((0, true), (left, deep.Task.IsCompleted));
        await counting;

        async Task CountAsync()
        {
            while (left > 0)
            {
                await Task.Yield();
                left--;
            }

            deep.SetResult();
        }
    });

    [Fact]
    public void AdvanceAsync_returns_when_all_that_was_due_by_then_has_run_and_what_that_made_ready() => Simulation.Explore(100, async simulation =>
    {
        var done = new List<string>();
        var all = Task.WhenAll(
            AtAsync("before", 1),
            AtAsync("at", 2),
            AtAsync("after", 2.001));

        await simulation.AdvanceAsync(TimeSpan.FromSeconds(2));

        Assert.Equal(["at", "at, later", "before", "before, later"], done.Order());
        Assert.Equal(TimeSpan.FromSeconds(2), simulation.Now);
        await all;

        async Task AtAsync(string what, double seconds)
        {
            await simulation.Delay(seconds);
            done.Add(what);
            for (var turn = 0; turn < 10; turn++)
            {
                await Task.Yield();
                await simulation.Delay(0);
            }

            done.Add($"{what}, later");
        }
    });

    [Fact]
    public void AdvanceAsync_by_nothing_waits_until_it_is_quiet() => Simulation.Explore(20, async simulation =>
    {
        var done = false;
        var working = WorkAsync();

        await simulation.AdvanceAsync(TimeSpan.Zero);

        Assert.Equal((true, TimeSpan.Zero), (done, simulation.Now));
        await working;

        async Task WorkAsync()
        {
            await Task.Yield();
            await Task.Yield();
            done = true;
        }
    });

    [Fact]
    public void AdvanceAsync_goes_as_far_as_it_is_asked_to() => Simulation.Run(async simulation =>
    {
        simulation.Limit = TimeSpan.FromDays(1000);

        await simulation.AdvanceAsync(TimeSpan.FromDays(400));

        Assert.Equal((TimeSpan.FromDays(400), 0), (simulation.Now, simulation.Timers));
    });

    [Fact]
    public void Time_does_not_go_back() => Simulation.Run(async simulation =>
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => simulation.AdvanceAsync(TimeSpan.FromSeconds(-1)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => simulation.AdvanceAsync(Timeout.InfiniteTimeSpan));
    });
}
