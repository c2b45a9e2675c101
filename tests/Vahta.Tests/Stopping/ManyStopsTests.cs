namespace Vahta.Tests.Stopping;

public sealed class ManyStopsTests
{
    [Fact]
    public void S43_F7_many_concurrent_stops_are_one_stop_and_all_get_the_same_report() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("database", world.Holds("database", teardown: 2));
        await dispatcher.StartAsync();

        var reports = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => dispatcher.StopAsync()));
        var afterwards = await dispatcher.StopAsync();

        Assert.All(reports, report => Assert.Same(afterwards, report));
        Assert.Equal(["database up", "database down"], world.Journal);
        await world.QuietAsync();
        Assert.Single(world.Told<StopAnnounced>());
        Assert.Single(world.Told<DispatcherStopped>());
    });

    [Fact]
    public void S43_the_first_cause_is_the_reason_and_later_ones_are_listed_in_their_order() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("poller", world.StopsIn("poller", 2));
        await dispatcher.StartAsync();

        dispatcher.RequestStop("first", exitCode: 7);
        dispatcher.RequestStop("second", exitCode: 8);
        await world.Delay(1);
        dispatcher.RequestStop("third");
        var report = await dispatcher.StopAsync();
        dispatcher.RequestStop("too late");
        await world.QuietAsync();

        Assert.Equal(("first", 7), (report.Reason.Message, report.ExitCode));
        Assert.Equal(["second", "third", null], report.LaterReasons.Select(reason => reason.Message));
        Assert.Equal(["second", "third", null], world.Told<StopAskedAgain>().Select(again => again.Reason.Message));
    });

    [Fact]
    public void S43_of_two_units_that_fail_at_once_one_is_the_reason_and_both_are_told() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("a", world.FailsAfter(1, new IOException("a")));
        dispatcher.AddTask("b", world.FailsAfter(1, new IOException("b")));
        await dispatcher.StartAsync();
        await world.Delay(2);

        var report = await dispatcher.StopAsync();

        Assert.Equal(StopCause.UnitFailed, report.Reason.Cause);
        Assert.Equal(["a", "b"], report.Errors.Select(error => error.Message).Order());
        Assert.Same(report.Reason.Exception, report.Errors[0]);
    });

    [Fact]
    public void F4_a_stop_from_another_thread_is_as_good_as_any() => Scenario.Explore(5, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("poller", world.Serves("poller"));
        await dispatcher.StartAsync();

        var thread = new Thread(() => dispatcher.RequestStop("elsewhere"));
        thread.Start();
        thread.Join();
        var report = await dispatcher.StopAsync();

        Assert.Equal("elsewhere", report.Reason.Message);
    });

    [Fact]
    public void F4_the_callers_token_stops_a_run() => Scenario.Explore(20, async world =>
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromSeconds(3), world.Time);
        var dispatcher = world.Application();
        dispatcher.AddTask("poller", world.Serves("poller"));

        var report = await dispatcher.RunAsync(cancel.Token);

        Assert.Equal((0, StopCause.Requested, TimeSpan.FromSeconds(3)), (report.ExitCode, report.Reason.Cause, report.Running));
    });

    [Fact]
    public void D18_a_dispatcher_runs_once_and_another_runs_after_it() => Scenario.Explore(10, async world =>
    {
        var first = world.Dispatcher();
        await first.StartAsync();
        await first.StopAsync();

        await Thrown.By<InvalidOperationException>(first.StartAsync());

        var second = world.Dispatcher();
        second.AddTask("poller", world.Serves("poller"));
        await second.StartAsync();
        Assert.Equal(0, (await second.StopAsync()).ExitCode);
    });
}
