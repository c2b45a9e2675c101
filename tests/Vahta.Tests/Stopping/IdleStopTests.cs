namespace Vahta.Tests.Stopping;

public sealed class IdleStopTests
{
    [Fact]
    public void D9_a_stop_before_the_start_is_remembered_and_the_start_skips_everything() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher().OnStarting(Hook).OnReady(Hook).OnStopping(Hook).OnStopped(Hook);
        dispatcher.AddLifespan("database", world.Holds("database"));
        dispatcher.RequestStop("changed my mind");

        await dispatcher.StartAsync();
        var report = await dispatcher.StopAsync();

        Assert.Empty(world.Journal);
        Assert.Equal((0, "changed my mind", false), (report.ExitCode, report.Reason.Message, report.StartCompleted));
        Assert.Equal(UnitState.Skipped, report.Of("database").State);
        Assert.Null(report.Of("database").SkippedBecauseOf);

        Task Hook(CancellationToken token)
        {
            world.Note("hook");
            return Task.CompletedTask;
        }
    });

    [Fact]
    public void N13_stopping_what_never_started_returns_at_once() => Scenario.Explore(5, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("database", world.Holds("database"));

        var report = await dispatcher.StopAsync();

        Assert.Equal((0, DispatcherState.Idle), (report.ExitCode, dispatcher.State));
        Assert.Empty(world.Journal);
    });

    [Fact]
    public void N13_disposing_twice_with_or_without_a_start_is_no_error() => Scenario.Explore(10, async world =>
    {
        var idle = world.Dispatcher();
        await idle.DisposeAsync();
        await idle.DisposeAsync();

        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("database", world.Holds("database"));
        await dispatcher.StartAsync();
        await dispatcher.DisposeAsync();
        await dispatcher.DisposeAsync();

        Assert.Equal(["database up", "database down"], world.Journal);
        Assert.Equal(DispatcherState.Stopped, dispatcher.State);
    });

    [Fact]
    public void D9_of_several_stops_before_the_start_the_first_is_the_reason() => Scenario.Explore(10, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.RequestStop("first", exitCode: 5);
        dispatcher.RequestStop("second");

        await dispatcher.StartAsync();
        var report = await dispatcher.StopAsync();

        Assert.Equal(("first", 5), (report.Reason.Message, report.ExitCode));
    });
}
