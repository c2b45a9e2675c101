namespace Vahta.Tests.Stopping;

public sealed class EndOfWorkTests
{
    [Fact]
    public void F1_a_run_ends_by_itself_when_all_work_is_done() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Application();
        var database = dispatcher.AddLifespan("database", world.Holds("database"));
        dispatcher.AddJob("import", world.EndsAfter(2)).After(database);
        dispatcher.AddTask("worker", world.EndsAfter(5)).After(database);

        var report = await dispatcher.RunAsync();

        Assert.Equal((0, StopCause.Completed, null), (report.ExitCode, report.Reason.Cause, report.Reason.Unit));
        Assert.Equal(TimeSpan.FromSeconds(5), world.Now);
        Assert.Equal(["database up", "database down"], world.Journal);
        Assert.Equal("all work is done", report.Reason.ToString());
    });

    [Fact]
    public void S53_a_run_without_any_unit_ends_at_once() => Scenario.Explore(20, async world =>
    {
        var report = await world.Application().RunAsync();

        Assert.Equal((0, StopCause.Completed, true), (report.ExitCode, report.Reason.Cause, report.StartCompleted));
    });

    [Fact]
    public void S53_a_run_whose_only_work_fails_and_is_ignored_ends() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddTask("worker", world.FailsAfter(2, new IOException())).IgnoreFailure();

        var report = await dispatcher.RunAsync();

        Assert.Equal((0, StopCause.Completed, TimeSpan.FromSeconds(2)), (report.ExitCode, report.Reason.Cause, world.Now));
    });

    [Fact]
    public void F1_work_stopped_by_request_is_still_work() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Application();
        var worker = dispatcher.AddTask("worker", world.Serves("worker"));
        var running = dispatcher.RunAsync();
        await world.Delay(1);

        await dispatcher.StopAsync(worker);
        await world.Delay(10);

        Assert.False(running.IsCompleted);
        dispatcher.RequestStop();
        Assert.Equal(StopCause.Requested, (await running).Reason.Cause);
    });

    [Fact]
    public void F1_a_run_ends_when_its_last_work_is_removed() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Application();
        var worker = dispatcher.AddTask("worker", world.Serves("worker"));
        var running = dispatcher.RunAsync();
        await world.Delay(1);

        await dispatcher.RemoveAsync(worker);
        await world.Delay(10);

        Assert.True(running.IsCompleted);
        Assert.Equal(StopCause.Completed, (await running).Reason.Cause);
    });

    [Fact]
    public void F1_ending_when_done_can_be_switched_off() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Application(options => options.EndWhenDone = false);
        dispatcher.AddJob("job", world.EndsAfter(1));
        var running = dispatcher.RunAsync();
        await world.Delay(10);

        Assert.False(running.IsCompleted);
        dispatcher.RequestStop();
        await running;
    });

    [Fact]
    public void F1_an_embedded_dispatcher_runs_on_without_work() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddJob("job", world.EndsAfter(1));
        await dispatcher.StartAsync();
        await world.Delay(10);

        Assert.Equal(DispatcherState.Running, dispatcher.State);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void S34_an_essential_units_end_ends_the_run_and_is_named() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddTask("main", world.EndsAfter(3)).Essential();
        dispatcher.AddTask("poller", world.Serves("poller"));

        var report = await dispatcher.RunAsync();

        Assert.Equal((0, StopCause.Completed, "main"), (report.ExitCode, report.Reason.Cause, report.Reason.Unit));
        Assert.Contains("poller down", world.Journal);
    });

    [Fact]
    public void S34_an_essential_unit_ends_an_embedded_dispatcher_too_and_even_its_start() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddJob("main", world.EndsAfter(3)).Essential();
        dispatcher.AddLifespan("slow", world.Holds("slow", setup: 10));

        await dispatcher.StartAsync();
        var report = await dispatcher.StopAsync();

        Assert.Equal((0, StopCause.Completed, "main", false), (report.ExitCode, report.Reason.Cause, report.Reason.Unit, report.StartCompleted));
        Assert.Equal(TimeSpan.FromSeconds(3), world.Now);
    });

    [Fact]
    public void S26_an_essential_unit_that_is_stopped_or_removed_ends_nothing() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var main = dispatcher.AddTask("main", world.Serves("main")).Essential();
        await dispatcher.StartAsync();

        await dispatcher.StopAsync(main);
        await dispatcher.RemoveAsync(main);
        await world.Delay(1);

        Assert.Equal(DispatcherState.Running, dispatcher.State);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void S34_an_essential_unit_that_fails_stops_with_an_exit_code_and_a_cause() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddTask("main", world.FailsAfter(1, new IOException("gone"))).Essential();

        var report = await dispatcher.RunAsync();

        Assert.Equal((1, "unit 'main' failed (IOException)"), (report.ExitCode, report.Reason.ToString()));
    });

    [Fact]
    public void G3_a_failure_that_leaves_no_work_is_the_reason_and_not_the_end_of_work() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddTask("feed", world.FailsAfter(1, new IOException("feed"))).IgnoreFailure();
        dispatcher.AddTask("reader", world.FailsToStop(new IOException("reader"))).After("feed");
        dispatcher.AddTask("writer", world.Serves("writer")).After("reader");

        var report = await dispatcher.RunAsync();

        Assert.Equal((1, StopCause.UnitFailed, "reader"), (report.ExitCode, report.Reason.Cause, report.Reason.Unit));
    });
}
