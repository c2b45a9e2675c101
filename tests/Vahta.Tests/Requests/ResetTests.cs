namespace Vahta.Tests.Requests;

public sealed class ResetTests
{
    [Fact]
    public void What_had_failed_for_good_counts_as_stopped_and_starts_when_asked_to() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var poller = dispatcher.AddTask("poller", world.Dies("poller", times: 3)).Restarts(Restarts.OnFailure with { MaxRestarts = 1 }).IgnoreFailure();
        var behind = dispatcher.AddTask("behind", world.Serves("behind")).After(poller);
        await dispatcher.StartAsync();
        await world.Delay(10);
        Assert.Equal((UnitState.Failed, UnitState.Skipped), (poller.State, behind.State));

        dispatcher.Reset(poller);

        Assert.Equal(UnitState.Stopped, poller.State);
        Assert.Contains("stopped by request", (await Thrown.By<InvalidOperationException>(dispatcher.StartAsync(behind))).Message, StringComparison.Ordinal);
        await dispatcher.StartAsync(poller);
        await world.Delay(10);
        Assert.Equal((UnitState.Running, UnitState.Running), (poller.State, behind.State));
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
        LegalSequences.Check(world.Events);
    });

    [Fact]
    public void Who_comes_back_to_what_was_reset_holds_the_start_up_no_longer() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var poller = dispatcher.AddTask("poller", world.Dies("poller", times: 1)).IgnoreFailure();
        var failures = 0;
        var behind = dispatcher.AddLifespan("behind", _ => failures++ == 0 ? throw new IOException("behind") : Task.CompletedTask, _ => Task.CompletedTask)
            .After(poller).Restarts(Restarts.OnFailure with { Delay = TimeSpan.FromSeconds(5), AlsoAtStart = true });
        var starting = dispatcher.StartAsync();
        await world.Delay(3);
        Assert.Equal((UnitState.Failed, UnitState.Restarting, false), (poller.State, behind.State, starting.IsCompleted));

        dispatcher.Reset(poller);

        await world.Delay(10);
        Assert.Equal((UnitState.Pending, true), (behind.State, starting.IsCompleted));
        await dispatcher.StopAsync();
    });

    [Fact]
    public void A_restart_ends_refused_when_what_it_comes_back_to_is_reset_meanwhile() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var database = dispatcher.AddTask("database", world.Dies("database", times: 1)).IgnoreFailure();
        var cache = dispatcher.AddTask("cache", world.Serves("cache")).After(database);
        dispatcher.AddTask("poller", world.StopsIn("poller", 3)).After(cache);
        await dispatcher.StartAsync();
        await world.Delay(0.5);
        var restarting = dispatcher.RestartAsync(cache);
        await world.Delay(1);
        Assert.Equal(UnitState.Failed, database.State);

        dispatcher.Reset(database);

        Assert.Contains("'database', which it needs, was stopped by request", (await Thrown.By<InvalidOperationException>(restarting)).Message, StringComparison.Ordinal);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void While_restarting_it_leaves_the_delay_and_the_next_failure_is_the_first() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var poller = dispatcher.AddTask("poller", world.Dies("poller", times: 3)).Restarts(Restarts.OnFailure with { Delay = TimeSpan.FromSeconds(2) });
        await dispatcher.StartAsync();
        await world.Delay(2);

        dispatcher.Reset(poller);

        Assert.Equal(UnitState.Restarting, poller.State);
        await world.Delay(10);
        Assert.Equal([(1, 1), (4, 1), (7, 2)], world.Told<UnitRestarting>().Select(static restart => (restart.Elapsed.TotalSeconds, restart.Attempt)));
        await dispatcher.StopAsync();
    });
}
