namespace Vahta.Tests.Restarting;

public sealed class CrashLoopTests
{
    [Fact]
    public void S30_a_crash_loop_does_not_bounce_those_bound_to_it_on_each_try() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var connection = dispatcher.AddTask("connection", world.Dies("connection", times: 8, after: 0.05)).Restarts(Restarts.OnFailure);
        var bound = dispatcher.AddTask("bound", world.Serves("bound")).After(connection, Dependency.Bound);
        await dispatcher.StartAsync();

        await world.Delay(60);

        Assert.Equal((UnitState.Running, UnitState.Running), (connection.State, bound.State));
        var report = await dispatcher.StopAsync();
        Assert.Equal((9, 3), (report.Of("connection").Runs, report.Of("bound").Runs));
        Assert.Equal(0, world.Simulation.Timers);
    });

    [Fact]
    public void S30_after_a_crash_loop_those_bound_to_it_come_back_when_it_has_stayed_ready_for_as_long_as_it_waited() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var connection = dispatcher.AddTask("connection", world.Dies("connection", times: 2, after: 1)).Restarts(Restarts.OnFailure with { Delay = TimeSpan.FromSeconds(2) });
        dispatcher.AddTask("bound", world.Serves("bound")).After(connection, Dependency.Bound);
        await dispatcher.StartAsync();

        await world.Delay(30);

        // Dies at 1 s, is back at 3 s; dies at 4 s, is back at 8 s, and has proved itself at 12 s.
        Assert.Equal([0, 3, 12], world.Told<UnitStarting>("bound").Select(started => started.Elapsed.TotalSeconds));
        await dispatcher.StopAsync();
    });

    [Fact]
    public void A_restart_by_request_needs_no_proof() => Scenario.Explore(10, async world =>
    {
        var dispatcher = world.Dispatcher();
        var connection = dispatcher.AddTask("connection", world.Dies("connection", times: 2, after: 1)).Restarts(Restarts.OnFailure with { Delay = TimeSpan.FromSeconds(2) });
        var bound = dispatcher.AddTask("bound", world.Serves("bound")).After(connection, Dependency.Bound);
        await dispatcher.StartAsync();
        await world.Delay(9);
        Assert.Equal(UnitState.Pending, bound.State);

        await dispatcher.RestartAsync(connection);
        await world.QuietAsync();

        Assert.Equal(UnitState.Running, bound.State);
        await dispatcher.StopAsync();
    });
}
