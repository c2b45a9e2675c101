namespace Vahta.Tests.Requests;

public sealed class RestartRequestTests
{
    [Fact]
    public void A_restart_takes_dependents_down_in_order_and_brings_them_back_once() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var database = dispatcher.AddLifespan("database", world.Holds("database", setup: 1, teardown: 1));
        dispatcher.AddTask("poller", world.Serves("poller")).After(database);
        dispatcher.AddTask("report", world.Serves("report")).After("poller", Dependency.Optional);
        dispatcher.AddTask("other", world.Serves("other"));
        await dispatcher.StartAsync();
        await world.Delay(1);

        await dispatcher.RestartAsync(database);

        Assert.Equal((UnitState.Running, 4), (database.State, world.Now.TotalSeconds));
        await world.QuietAsync();
        Assert.Equal(
            ["database up", "poller up", "report up", "report down", "poller down", "database down", "database up", "poller up", "report up"],
            world.Journal.Where(static note => note != "other up"));
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    });

    [Theory]
    [InlineData(UnitState.Pending)]
    [InlineData(UnitState.Starting)]
    [InlineData(UnitState.Stopped)]
    [InlineData(UnitState.Completed)]
    [InlineData(UnitState.Failed)]
    [InlineData(UnitState.Skipped)]
    [InlineData(UnitState.Restarting)]
    public void A_restart_starts_what_is_not_up(UnitState state) => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var need = dispatcher.AddTask("need", (unit, stopping) => unit.Run == 1 && state == UnitState.Skipped ? world.FailsAfter(1, new IOException("need"))(stopping) : world.Fires(stopping)).IgnoreFailure();
        var unit = dispatcher.AddTask("unit", async (context, stopping) =>
        {
            if (context.Run == 1 && state == UnitState.Starting)
            {
                await world.Delay(5, stopping);
            }

            context.Ready();
            await world.Delay(context.Run == 1 && state is UnitState.Completed or UnitState.Failed or UnitState.Restarting ? 1 : 1000, stopping);
            _ = state == UnitState.Completed ? 0 : throw new IOException("unit");
        }).NotifiesReady().After(need).IgnoreFailure().Restarts(state == UnitState.Restarting ? Restarts.OnFailure with { Delay = TimeSpan.FromSeconds(10) } : RestartPolicy.Never);
        _ = state == UnitState.Pending ? unit.Manual() : unit;
        var starting = dispatcher.StartAsync();
        await world.Delay(2);
        await (state == UnitState.Stopped ? dispatcher.StopAsync(unit) : Task.CompletedTask);
        Assert.Equal(state, unit.State);
        await (state == UnitState.Skipped ? dispatcher.StartAsync(need) : Task.CompletedTask);

        await dispatcher.RestartAsync(unit);

        Assert.Equal((UnitState.Running, 2), (unit.State, world.Now.TotalSeconds));
        await starting;
        Assert.Equal(state == UnitState.Starting, world.Told<DispatcherReady>()[0].Elapsed == TimeSpan.FromSeconds(2));
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
        LegalSequences.Check(world.Events);
    });

    [Theory]
    [InlineData("unit")]
    [InlineData("need")]
    public void A_unit_may_restart_itself_and_what_it_needs(string which) => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("need", world.Serves("need"));
        dispatcher.AddTask("unit", async (unit, stopping) =>
        {
            await world.Delay(1, stopping);
            if (unit.Run == 1)
            {
                await dispatcher.RestartAsync(which);
                world.Note("accepted");
            }

            await world.Fires(stopping);
        }).After("need");
        await dispatcher.StartAsync();

        await world.Delay(5);

        Assert.Contains("accepted", world.Journal);
        var report = await dispatcher.StopAsync();
        Assert.Equal((2, which == "need" ? 2 : 1, 0), (report.Of("unit").Runs, report.Of("need").Runs, report.ExitCode));
    });

    [Fact]
    public void Two_restarts_at_once_are_one() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var cache = dispatcher.AddLifespan("cache", world.Holds("cache", setup: 1, teardown: 1));
        await dispatcher.StartAsync();

        await Task.WhenAll(dispatcher.RestartAsync(cache), dispatcher.RestartAsync(cache));

        Assert.Equal(["cache up", "cache down", "cache up"], world.Journal);
        await dispatcher.StopAsync();
    });

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    [InlineData(1.5)]
    [InlineData(2.0)]
    public void S67_a_stop_by_request_wins_over_a_restart_that_is_under_way_and_that_returns(double moment) => Scenario.Explore(40, async world =>
    {
        var dispatcher = world.Dispatcher();
        var cache = dispatcher.AddLifespan("cache", world.Holds("cache", setup: 1, teardown: 1));
        var poller = dispatcher.AddTask("poller", world.Serves("poller")).After(cache);
        await dispatcher.StartAsync();
        var restarting = dispatcher.RestartAsync(cache);
        await world.Delay(moment);

        await dispatcher.StopAsync(cache);
        await restarting;
        await world.Delay(10);

        Assert.Equal((UnitState.Stopped, UnitState.Pending), (cache.State, poller.State));
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    });

    [Fact]
    public void A_restart_whose_teardown_throws_fails_the_unit_for_good() => Scenario.Explore(20, async world =>
    {
        var thrown = new IOException("teardown");
        var dispatcher = world.Dispatcher();
        var cache = dispatcher.AddLifespan("cache", _ => Task.CompletedTask, _ => throw thrown).Restarts(Restarts.OnFailure);
        await dispatcher.StartAsync();

        Assert.Same(thrown, await Thrown.By<IOException>(dispatcher.RestartAsync(cache)));

        var report = await dispatcher.StopAsync();
        Assert.Equal((1, 1, "cache"), (report.ExitCode, report.Of("cache").Runs, report.Reason.Unit));
    });

    [Fact]
    public void G6_a_restart_whose_teardown_hangs_abandons_the_unit_and_begins_no_other_run() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var stuck = dispatcher.AddTask("stuck", (unit, stopping) => unit.Run == 1 ? world.Delay(10, CancellationToken.None) : world.Fires(stopping))
            .StopWithin(TimeSpan.FromSeconds(1)).IgnoreFailure().Restarts(Restarts.OnFailure);
        dispatcher.AddTask("poller", world.Serves("poller")).After(stuck);
        await dispatcher.StartAsync();

        await Thrown.By<UnitTimeoutException>(dispatcher.RestartAsync(stuck));

        Assert.Equal(2, world.Now.TotalSeconds, 0.001);
        await world.QuietAsync();
        Assert.Equal((UnitState.Abandoned, UnitState.Skipped), (stuck.State, dispatcher["poller"].State));
        Assert.Contains("abandoned", dispatcher.Preview(UnitRequest.Restart, stuck).Refusal, StringComparison.Ordinal);
        await Thrown.By<InvalidOperationException>(dispatcher.RestartAsync(stuck));
        await world.Delay(10);
        await dispatcher.RestartAsync(stuck);
        await world.QuietAsync();
        Assert.Equal((UnitState.Running, UnitState.Running), (stuck.State, dispatcher["poller"].State));
        await dispatcher.StopAsync();
    });

    [Fact]
    public void S67_a_run_that_was_queued_but_not_begun_is_not_begun_after_a_stop_by_request() => Scenario.Explore(300, async world =>
    {
        var stopped = false;
        var dispatcher = world.Dispatcher();
        var unit = dispatcher.AddTask("unit", async (context, stopping) =>
        {
            Assert.False(stopped, "It begins after the stop.");
            await world.Delay(context.Run == 1 ? 1 : 1000, stopping);
            throw new IOException("once");
        }).Restarts(Restarts.OnFailure with { Delay = TimeSpan.FromSeconds(1) });
        dispatcher.AddTask("poller", world.StopsIn("poller", 1)).After(unit);
        await dispatcher.StartAsync();
        await world.Delay(2);

        var stopping = dispatcher.StopAsync(unit);
        stopped = true;
        await stopping;

        Assert.Equal(UnitState.Stopped, unit.State);
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    });
}
