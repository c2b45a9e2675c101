namespace Vahta.Tests.Stopping;

public sealed class StopFailureTests
{
    [Fact]
    public void S39_a_teardown_that_throws_keeps_no_other_from_its_own_and_all_errors_are_gathered() => Scenario.Explore(30, async world =>
    {
        var (second, third) = (new IOException("2"), new InvalidOperationException("3"));
        var dispatcher = world.Dispatcher(options => options.InOrder = true);
        dispatcher.AddLifespan("1", world.Holds("1"));
        dispatcher.AddLifespan("2", _ => Task.CompletedTask, _ => Task.FromException(second));
        dispatcher.AddLifespan("3", _ => Task.CompletedTask, _ => throw third);
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();

        Assert.Equal(["1 up", "1 down"], world.Journal);
        Assert.Equal([third, second], report.Errors);
        Assert.Equal(1, report.ExitCode);
        Assert.Equal(StopCause.Requested, report.Reason.Cause);
        Assert.Equal((UnitState.Failed, UnitState.Failed), (report.Of("2").State, report.Of("3").State));
    });

    [Fact]
    public void A8_a_teardown_that_cancels_itself_has_failed() => Scenario.Explore(30, async world =>
    {
        var thrown = new OperationCanceledException("the socket's own");
        var dispatcher = world.Dispatcher(options => options.InOrder = true);
        dispatcher.AddLifespan("1", world.Holds("1"));
        dispatcher.AddLifespan("2", _ => Task.CompletedTask, _ => throw thrown);
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();

        Assert.Same(thrown, Assert.Single(report.Errors));
        Assert.Equal(["1 up", "1 down"], world.Journal);
    });

    [Fact]
    public void S48_a_teardown_that_ends_by_its_aborting_token_has_not_failed() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("slow", _ => Task.CompletedTask, aborting => world.Delay(60, aborting)).StopWithin(TimeSpan.FromSeconds(2));
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();

        Assert.Equal((0, UnitState.Stopped), (report.ExitCode, report.Of("slow").State));
        Assert.Equal(TimeSpan.FromSeconds(2), report.Stopping);
    });

    [Fact]
    public void G3_a_task_that_throws_while_being_stopped_is_reported_once_with_its_own_object() => Scenario.Explore(30, async world =>
    {
        var thrown = new IOException("flush");
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("poller", world.FailsToStop(thrown));
        dispatcher.AddTask("other", world.Serves("other"));
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();
        await world.QuietAsync();

        Assert.Same(thrown, Assert.Single(report.Errors));
        Assert.Same(thrown, Assert.Single(Assert.Single(world.Told<UnitFailed>()).Exceptions));
        Assert.Same(thrown, Assert.Throws<IOException>(report.ThrowIfFailed));
        Assert.Equal(1, report.ExitCode);
    });

    [Fact]
    public void S48_G8_a_cancelled_unit_is_no_error_and_a_real_error_beside_it_is() => Scenario.Explore(30, async world =>
    {
        var thrown = new IOException("real");
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("mixed", async stopping =>
        {
            var real = world.FailsToStop(thrown)(stopping);
            await Task.WhenAll(world.Delay(1000, stopping), real);
        });
        dispatcher.AddTask("cancelled", stopping => world.Delay(1000, stopping));
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();

        Assert.Same(thrown, Assert.Single(report.Errors));
        Assert.Equal((UnitState.Failed, UnitState.Stopped), (report.Of("mixed").State, report.Of("cancelled").State));
    });

    [Fact]
    public void S47_errors_are_collected_also_when_others_were_abandoned() => Scenario.Explore(30, async world =>
    {
        var thrown = new IOException("flush");
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("poller", world.FailsToStop(thrown));
        dispatcher.AddTask("stuck", world.NeverEnds()).StopWithin(TimeSpan.FromSeconds(1));
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();

        Assert.Equal(2, report.Errors.Count);
        Assert.Same(thrown, report.Errors[0]);
        Assert.IsType<UnitTimeoutException>(report.Errors[1]);
        Assert.Equal(1, report.ExitCode);
    });

    [Fact]
    public void S47_what_an_aborted_unit_throws_in_its_last_second_is_told() => Scenario.Explore(30, async world =>
    {
        var thrown = new IOException("too late");
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("slow", async (unit, _) =>
        {
            await world.Fires(unit.Aborting);
            throw thrown;
        }).StopWithin(TimeSpan.FromSeconds(1));
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();

        Assert.Same(thrown, Assert.Single(report.Errors));
        Assert.Equal(UnitState.Failed, report.Of("slow").State);
    });

    [Fact]
    public void S33_a_second_failure_during_the_stop_keeps_it_graceful_and_the_first_stays_the_reason() => Scenario.Explore(30, async world =>
    {
        var (first, second) = (new IOException("first"), new IOException("second"));
        var dispatcher = world.Dispatcher();
        var database = dispatcher.AddLifespan("database", world.Holds("database", teardown: 1));
        dispatcher.AddTask("one", world.FailsAfter(2, first)).After(database);
        dispatcher.AddTask("two", world.FailsToStop(second)).After(database);
        await dispatcher.StartAsync();
        await world.Delay(2.5);

        var report = await dispatcher.StopAsync();

        Assert.Equal((StopCause.UnitFailed, "one", 1), (report.Reason.Cause, report.Reason.Unit, report.ExitCode));
        Assert.Same(first, report.Reason.Exception);
        Assert.Equal([first, second], report.Errors);
        Assert.Contains("database down", world.Journal);
    });

    [Fact]
    public void F11_a_unit_failing_by_itself_after_the_announcement_is_a_later_cause() => Scenario.Explore(30, async world =>
    {
        var thrown = new IOException("own");
        var dispatcher = world.Dispatcher();
        var database = dispatcher.AddTask("database", world.FailsAfter(3, thrown));
        dispatcher.AddTask("poller", world.StopsIn("poller", 5)).After(database);
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();

        Assert.Equal(StopCause.Requested, report.Reason.Cause);
        var later = Assert.Single(report.LaterReasons);
        Assert.Equal((StopCause.UnitFailed, "database"), (later.Cause, later.Unit));
        Assert.Same(thrown, Assert.Single(report.Errors));
        Assert.Equal(1, report.ExitCode);
    });

    [Fact]
    public void H2_an_ignored_failure_in_the_stop_is_told_but_counts_for_nothing() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("poller", world.FailsToStop(new IOException())).IgnoreFailure();
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();
        await world.QuietAsync();

        Assert.Equal(0, report.ExitCode);
        Assert.Empty(report.Errors);
        Assert.Single(report.Of("poller").Errors);
        Assert.True(Assert.Single(world.Told<UnitFailed>()).IsIgnored);
    });
}
