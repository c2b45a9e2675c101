namespace Vahta.Tests.Stopping;

public sealed class StoppingHooksTests
{
    [Fact]
    public void I1_ending_then_hooks_then_units_then_the_last_hooks_come_in_that_order() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher()
            .OnStopping(async _ =>
            {
                world.Note("stopping 1");
                await world.Delay(0.5);
            })
            .OnStopping(_ => Noted("stopping 2"))
            .OnStopped(_ => Noted("stopped 1"))
            .OnStopped(_ => Noted("stopped 2"));
        var database = dispatcher.AddLifespan("database", world.Holds("database"));
        dispatcher.AddTask("poller", async (unit, stopping) =>
        {
            await world.Fires(unit.Ending);
            world.Note("ending");
            await world.Fires(stopping);
            world.Note("poller told");
        }).After(database);
        await dispatcher.StartAsync();

        await dispatcher.StopAsync();

        Assert.Equal(["stopping 1", "stopping 2", "poller told", "database down", "stopped 1", "stopped 2"], world.Journal.Except(["ending", "database up"]));
        Assert.True(world.Journal.ToList().IndexOf("ending") < world.Journal.ToList().IndexOf("stopping 2"));

        Task Noted(string what)
        {
            world.Note(what);
            return Task.CompletedTask;
        }
    });

    [Theory]
    [InlineData("OnReady")]
    [InlineData("OnStopping")]
    [InlineData("OnStopped")]
    public void B2_a_hook_that_throws_keeps_nothing_else_from_happening_and_costs_the_exit_code(string point) => Scenario.Explore(20, async world =>
    {
        var thrown = new IOException("hook");
        var dispatcher = world.Dispatcher();
        On(dispatcher, point, _ => throw thrown);
        On(dispatcher, point, _ =>
        {
            world.Note("the next hook");
            return Task.CompletedTask;
        });
        dispatcher.AddLifespan("database", world.Holds("database"));
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();
        await world.QuietAsync();

        Assert.Contains("the next hook", world.Journal);
        Assert.Contains("database down", world.Journal);
        Assert.Same(thrown, Assert.Single(report.Errors));
        Assert.Equal((1, StopCause.Requested), (report.ExitCode, report.Reason.Cause));
        var told = Assert.Single(world.Told<HookFailed>());
        Assert.Equal($"{point} #1", told.Hook);
        Assert.Same(thrown, told.Exception);
    });

    [Fact]
    public void G3_all_of_a_hooks_failures_are_told() => Scenario.Explore(20, async world =>
    {
        var (a, b) = (new IOException("a"), new IOException("b"));
        var dispatcher = world.Dispatcher().OnStopping(_ => Task.WhenAll(Task.FromException(a), Task.FromException(b)));
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();

        Assert.Equal([a, b], report.Errors);
    });

    [Fact]
    public void G2_hooks_before_the_stop_get_two_seconds_together_and_then_the_units_are_stopped() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher()
            .OnStopping(_ => world.Delay(1.5))
            .OnStopping(_ => new TaskCompletionSource().Task)
            .OnStopping(_ =>
            {
                world.Note("never called");
                return Task.CompletedTask;
            });
        dispatcher.AddTask("poller", world.Serves("poller"));
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();
        await world.QuietAsync();

        Assert.Equal(["poller up", "poller down"], world.Journal);
        Assert.Equal((TimeSpan.FromSeconds(2), 1), (report.Stopping, report.ExitCode));
        Assert.Equal(["OnStopping #2", "OnStopping #3"], world.Told<HookFailed>().Select(told => told.Hook));
        Assert.All(report.Errors, error => Assert.IsType<TimeoutException>(error));
    });

    [Fact]
    public void G2_a_hook_that_hangs_after_the_units_is_left_behind_within_the_reserve() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher().OnStopped(_ => new TaskCompletionSource().Task);
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();

        Assert.Equal((TimeSpan.FromSeconds(1.25), 1), (report.Stopping, report.ExitCode));
        Assert.Contains("OnStopped #1", Assert.IsType<TimeoutException>(Assert.Single(report.Errors)).Message);
    });

    [Fact]
    public void G2_hooks_at_the_head_of_long_chains_shrink_with_them() => Scenario.Explore(10, async world =>
    {
        var dispatcher = world.Dispatcher(options => options.StopBudget = TimeSpan.FromSeconds(10)).OnStopping(_ => new TaskCompletionSource().Task);
        dispatcher.AddTask("stuck", world.NeverEnds());
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();
        await world.QuietAsync();

        // 2 s of hooks, 10 s of grace and 1 s of abort in 9 s.
        var told = Assert.Single(world.Told<UnitStopping>());
        Assert.InRange(told.Elapsed, TimeSpan.FromSeconds(1.3), TimeSpan.FromSeconds(1.45));
        Assert.InRange(report.Stopping, TimeSpan.FromSeconds(8.9), TimeSpan.FromSeconds(9.001));
    });

    [Fact]
    public void S42_a_start_hook_that_still_runs_at_the_stop_is_waited_for_before_the_stops_own() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher()
            .OnReady(async _ =>
            {
                await world.Delay(3);
                world.Note("ready hook ended");
            })
            .OnStopping(_ =>
            {
                world.Note("stopping hook");
                return Task.CompletedTask;
            });
        var starting = dispatcher.StartAsync();
        await world.Delay(2);

        await dispatcher.StopAsync();
        await starting;

        Assert.Equal(["ready hook ended", "stopping hook"], world.Journal);
    });

    [Fact]
    public void B5_a_hook_registered_after_the_start_is_refused() => Scenario.Explore(5, async world =>
    {
        var dispatcher = world.Dispatcher();
        await dispatcher.StartAsync();

        Assert.Throws<InvalidOperationException>(() => dispatcher.OnStopping(_ => Task.CompletedTask));
        await dispatcher.StopAsync();
    });

    private static Dispatcher On(Dispatcher dispatcher, string point, Func<CancellationToken, Task> hook) => point switch
    {
        "OnReady" => dispatcher.OnReady(hook),
        "OnStopping" => dispatcher.OnStopping(hook),
        _ => dispatcher.OnStopped(hook),
    };
}
