namespace Vahta.Tests.Supervision;

public sealed class DependencyKindsTests
{
    [Theory]
    [InlineData(Dependency.Required)]
    [InlineData(Dependency.Bound)]
    public void S30_an_ignored_failure_stops_those_that_follow_and_they_are_skipped_with_the_cause(Dependency kind) => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var feed = dispatcher.AddTask("feed", world.FailsAfter(2, new IOException())).IgnoreFailure();
        var middle = dispatcher.AddTask("middle", world.Serves("middle")).After(feed, kind);
        dispatcher.AddTask("leaf", world.StopsIn("leaf", 1)).After(middle, kind);
        await dispatcher.StartAsync();
        await world.Delay(5);

        Assert.Equal(["middle up", "leaf up", "leaf told", "leaf down", "middle down"], world.Journal);
        Assert.Equal((UnitState.Failed, UnitState.Skipped, UnitState.Skipped), (dispatcher["feed"].State, dispatcher["middle"].State, dispatcher["leaf"].State));
        Assert.Equal(["feed", "feed"], world.Told<UnitSkipped>().Select(told => told.Cause));
        Assert.Equal(DispatcherState.Running, dispatcher.State);
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    });

    [Fact]
    public void S30_those_that_were_skipped_for_a_failure_return_with_it() => Scenario.Explore(30, async world =>
    {
        var runs = 0;
        var dispatcher = world.Dispatcher();
        var feed = dispatcher.AddTask("feed", stopping => ++runs == 1 ? world.FailsAfter(1, new IOException())(stopping) : world.Serves("feed")(stopping)).IgnoreFailure();
        var middle = dispatcher.AddTask("middle", world.Serves("middle")).After(feed);
        dispatcher.AddTask("leaf", world.Serves("leaf")).After(middle);
        await dispatcher.StartAsync();
        await world.Delay(2);

        await dispatcher.StartAsync(feed);
        await world.QuietAsync();

        Assert.Equal(["feed up", "middle up", "leaf up"], world.Journal.TakeLast(3));
        Assert.All(dispatcher.Snapshot().Units, unit => Assert.Equal((UnitState.Running, 2), (unit.State, unit.Run)));
        await dispatcher.StopAsync();
    });

    [Fact]
    public void S5_an_optional_need_that_fails_touches_nobody() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var feed = dispatcher.AddTask("feed", world.FailsAfter(2, new IOException())).IgnoreFailure();
        dispatcher.AddTask("leaf", world.Serves("leaf")).After(feed, Dependency.Optional);
        await dispatcher.StartAsync();
        await world.Delay(5);

        Assert.Equal(["leaf up"], world.Journal);
        Assert.Equal(UnitState.Running, dispatcher["leaf"].State);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void S30_a_unit_bound_to_a_task_stops_when_the_task_completes_and_others_run_on() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var feed = dispatcher.AddTask("feed", world.EndsAfter(2));
        dispatcher.AddTask("bound", world.Serves("bound")).After(feed, Dependency.Bound);
        dispatcher.AddTask("required", world.Serves("required")).After(feed);
        dispatcher.AddTask("optional", world.Serves("optional")).After(feed, Dependency.Optional);
        await dispatcher.StartAsync();
        await world.Delay(5);

        Assert.Equal(["bound down"], world.Journal.Where(note => note.EndsWith("down", StringComparison.Ordinal)));
        Assert.Equal((UnitState.Skipped, UnitState.Running, UnitState.Running), (dispatcher["bound"].State, dispatcher["required"].State, dispatcher["optional"].State));
        Assert.Equal("feed", Assert.Single(world.Told<UnitSkipped>("bound")).Cause);
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    });

    [Fact]
    public void S30_a_unit_bound_to_a_completed_task_comes_back_with_it() => Scenario.Explore(30, async world =>
    {
        var runs = 0;
        var dispatcher = world.Dispatcher();
        var feed = dispatcher.AddTask("feed", stopping => ++runs == 1 ? world.Delay(1) : world.Serves("feed")(stopping));
        dispatcher.AddTask("bound", world.Serves("bound")).After(feed, Dependency.Bound);
        await dispatcher.StartAsync();
        await world.Delay(2);

        await dispatcher.StartAsync(feed);
        await world.QuietAsync();

        Assert.Equal(["bound up", "bound down", "feed up", "bound up"], world.Journal);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void S30_a_unit_bound_to_a_job_is_met_by_its_completion() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var job = dispatcher.AddJob("job", world.EndsAfter(1));
        dispatcher.AddTask("bound", world.Serves("bound")).After(job, Dependency.Bound);

        await dispatcher.StartAsync();
        await world.Delay(1);

        Assert.Equal(UnitState.Running, dispatcher["bound"].State);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void H1_a_failure_that_is_not_ignored_stops_everything_in_order() => Scenario.Explore(30, async world =>
    {
        var thrown = new IOException("gone");
        var dispatcher = world.Application();
        var database = dispatcher.AddLifespan("database", world.Holds("database"));
        dispatcher.AddTask("feed", world.FailsAfter(2, thrown)).After(database);
        dispatcher.AddTask("poller", world.StopsIn("poller", 1)).After(database);

        var report = await dispatcher.RunAsync();
        await world.QuietAsync();

        Assert.Equal(["database up", "poller up", "poller told", "poller down", "database down"], world.Journal);
        Assert.Equal((1, StopCause.UnitFailed, "feed"), (report.ExitCode, report.Reason.Cause, report.Reason.Unit));
        Assert.Same(thrown, report.Reason.Exception);
        Assert.Same(thrown, Assert.Throws<IOException>(report.ThrowIfFailed));
        Assert.Same(thrown, Assert.Single(Assert.Single(world.Told<UnitFailed>()).Exceptions));
    });

    [Fact]
    public void S16_a_foreign_cancellation_is_a_failure_of_its_unit() => Scenario.Explore(30, async world =>
    {
        var thrown = new TaskCanceledException("the client timed out");
        var dispatcher = world.Application();
        dispatcher.AddTask("feed", world.FailsAfter(1, thrown));

        var report = await dispatcher.RunAsync();

        Assert.Equal((1, "feed"), (report.ExitCode, report.Reason.Unit));
        Assert.Same(thrown, report.Reason.Exception);
    });

    [Fact]
    public void S32_all_inner_exceptions_of_a_units_task_are_told_in_their_order() => Scenario.Explore(30, async world =>
    {
        var (a, b) = (new IOException("a"), new IOException("b"));
        var dispatcher = world.Application();
        dispatcher.AddTask("feed", stopping => Task.WhenAll(world.FailsAfter(1, a)(stopping), world.FailsAfter(2, b)(stopping)));

        var report = await dispatcher.RunAsync();

        Assert.Equal([a, b], report.Errors);
        Assert.Equal([a, b], Assert.Throws<AggregateException>(report.ThrowIfFailed).InnerExceptions);
        Assert.Same(a, report.Reason.Exception);
    });
}
