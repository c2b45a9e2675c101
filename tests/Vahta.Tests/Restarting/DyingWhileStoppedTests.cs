namespace Vahta.Tests.Restarting;

/// <summary>A body that throws just as it is told to go down, as one does whose connection has died.</summary>
public sealed class DyingWhileStoppedTests
{
    [Fact]
    public void S30_what_dies_of_the_death_of_what_it_is_bound_to_runs_again_by_its_policy() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        var connection = dispatcher.AddTask("connection", world.Dies("connection", times: 1)).Restarts(Restarts.OnFailure);
        var poller = dispatcher.AddTask("poller", async (unit, stopping) =>
        {
            await world.Fires(stopping);
            if (unit.Run == 1)
            {
                throw new IOException("the connection is gone");
            }
        }).After(connection, Dependency.Bound).Restarts(Restarts.OnFailure);
        await dispatcher.StartAsync();

        await world.Delay(5);

        Assert.Equal((UnitState.Running, UnitState.Running), (connection.State, poller.State));
        var report = await dispatcher.StopAsync();
        Assert.Equal((0, 2), (report.ExitCode, report.Of("poller").Runs));
    });

    [Fact]
    public void What_dies_as_it_is_stopped_by_request_is_stopped_where_its_policy_would_have_brought_it_back() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        var poller = dispatcher.AddTask("poller", world.FailsToStop(new IOException("late"))).Restarts(Restarts.OnFailure);
        await dispatcher.StartAsync();

        await dispatcher.StopAsync(poller);
        await world.Delay(5);

        Assert.Equal((UnitState.Stopped, DispatcherState.Running), (poller.State, dispatcher.State));
        var report = await dispatcher.StopAsync();
        Assert.Equal((0, 1), (report.ExitCode, report.Of("poller").Runs));
        Assert.Single(report.Of("poller").Errors);
    });

    [Fact]
    public void A_teardown_that_fails_is_final_whatever_the_policy() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddTask("web", world.Serves("web"));
        var cache = dispatcher.AddLifespan("cache", async _ => await Task.FromResult("value"), (_, _) => Task.FromException(new IOException("no disk"))).Restarts(Restarts.OnFailure);
        var running = dispatcher.RunAsync();
        await world.QuietAsync();

        await Thrown.By<IOException>(dispatcher.RestartAsync(cache));

        Assert.Equal((1, StopCause.UnitFailed), ((await running).ExitCode, (await running).Reason.Cause));
    });
}
