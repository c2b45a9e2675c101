namespace Vahta.Tests.Starting;

public sealed class StopBeforeTheStartTests
{
    [Fact]
    public void Stopping_what_was_never_started_returns_a_report_and_calls_nothing() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("resource", world.Holds("resource"));

        var report = await dispatcher.StopAsync();

        Assert.Equal(0, report.ExitCode);
        Assert.False(report.StartCompleted);
        Assert.Equal(UnitState.Pending, Assert.Single(report.Units).State);
        await dispatcher.StartAsync();
        Assert.Empty(world.Journal);
        Assert.Equal(DispatcherState.Stopped, dispatcher.State);
    });

    [Fact]
    public void Disposing_what_was_never_started_calls_nothing() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("resource", world.Holds("resource"));

        await dispatcher.DisposeAsync();
        await dispatcher.DisposeAsync();

        Assert.Empty(world.Journal);
    });

    [Fact]
    public void Disposing_what_is_running_stops_it() => Scenario.Explore(20, async world =>
    {
        await using (var dispatcher = world.Dispatcher())
        {
            dispatcher.AddLifespan("resource", world.Holds("resource"));
            await dispatcher.StartAsync();
        }

        Assert.Equal(["resource up", "resource down"], world.Journal);
    });

    [Fact]
    public void A_run_whose_token_has_fired_before_starts_nothing() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddLifespan("resource", world.Holds("resource"));
        dispatcher.AddTask("task", world.Serves("task"));

        var report = await dispatcher.RunAsync(new CancellationToken(canceled: true));

        Assert.Empty(world.Journal);
        Assert.Equal((0, StopCause.Requested), (report.ExitCode, report.Reason.Cause));
    });

    [Fact]
    public void A_start_whose_token_has_fired_before_starts_nothing_and_says_so() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("resource", world.Holds("resource"));

        await Thrown.By<OperationCanceledException>(dispatcher.StartAsync(new CancellationToken(canceled: true)));

        Assert.Empty(world.Journal);
        Assert.Equal(DispatcherState.Stopped, dispatcher.State);
    });

    [Fact]
    public void A_run_is_stopped_by_its_callers_token() => Scenario.Explore(50, async world =>
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(3), world.Time);
        var dispatcher = world.Application();
        dispatcher.AddTask("task", world.Serves("task"));

        var report = await dispatcher.RunAsync(stop.Token);

        Assert.Equal(["task up", "task down"], world.Journal);
        Assert.Equal(0, report.ExitCode);
        Assert.Equal((TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3)), (report.Running, world.Now));
    });
}
