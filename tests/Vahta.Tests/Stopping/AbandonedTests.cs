namespace Vahta.Tests.Stopping;

public sealed class AbandonedTests
{
    [Fact]
    public void S38_a_disobedient_task_is_abandoned_at_its_grace_and_named_and_the_others_stop_normally() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var database = dispatcher.AddLifespan("database", world.Holds("database"));
        dispatcher.AddTask("stuck", world.NeverEnds()).After(database).StopWithin(TimeSpan.FromSeconds(3));
        dispatcher.AddTask("poller", world.Serves("poller")).After(database);
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();

        Assert.Equal(TimeSpan.FromSeconds(3 + 1), report.Stopping);
        Assert.Equal(4, report.ExitCode);
        Assert.Equal((UnitState.Abandoned, UnitState.Stopped, UnitState.Stopped),
            (report.Of("stuck").State, report.Of("poller").State, report.Of("database").State));
        var told = Assert.IsType<UnitTimeoutException>(Assert.Single(report.Errors));
        Assert.Equal(("stuck", TimeSpan.FromSeconds(3)), (told.Unit, told.Limit));
        Assert.Contains("'stuck' did not stop within 3 s", told.Message);
        Assert.Same(told, Assert.Single(report.Of("stuck").Errors));
        Assert.Contains("database down", world.Journal);
    });

    [Fact]
    public void G5_several_refusers_are_all_named_and_wait_side_by_side() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        foreach (var name in (string[])["a", "b", "c"])
        {
            dispatcher.AddTask(name, world.NeverEnds()).StopWithin(TimeSpan.FromSeconds(2));
        }

        await dispatcher.StartAsync();
        var report = await dispatcher.StopAsync();

        Assert.Equal(TimeSpan.FromSeconds(3), report.Stopping);
        Assert.Equal(["a", "b", "c"], report.Errors.Cast<UnitTimeoutException>().Select(error => error.Unit).Order());
    });

    [Fact]
    public void S38_aborting_fires_at_the_grace_and_a_second_is_left_to_end() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("slow", async (unit, _) =>
        {
            await world.Fires(unit.Aborting);
            world.Note($"aborted at {world.Now.TotalSeconds}");
            await world.Delay(0.9);
        }).StopWithin(TimeSpan.FromSeconds(5));
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();

        Assert.Equal(["aborted at 5"], world.Journal);
        Assert.Equal((0, UnitState.Stopped), (report.ExitCode, report.Of("slow").State));
        Assert.Equal(TimeSpan.FromSeconds(5.9), report.Stopping);
    });

    [Fact]
    public void S46_a_grace_of_zero_aborts_at_once() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("stuck", world.NeverEnds()).StopWithin(TimeSpan.Zero);
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();

        Assert.Equal((4, TimeSpan.FromSeconds(1)), (report.ExitCode, report.Stopping));
    });

    [Fact]
    public void S46_an_infinite_grace_in_an_infinite_budget_is_waited_for() => Scenario.Explore(10, async world =>
    {
        var dispatcher = world.Dispatcher(options => options.StopBudget = Timeout.InfiniteTimeSpan);
        dispatcher.AddTask("slow", world.StopsIn("slow", 3600)).StopWithin(Timeout.InfiniteTimeSpan);
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();

        Assert.Equal((0, TimeSpan.FromHours(1)), (report.ExitCode, report.Stopping));
    });

    [Fact]
    public void S46_an_infinite_grace_in_a_finite_budget_ends_with_the_budget() => Scenario.Explore(10, async world =>
    {
        var dispatcher = world.Dispatcher(options => options.StopBudget = TimeSpan.FromSeconds(10));
        dispatcher.AddTask("stuck", world.NeverEnds()).StopWithin(Timeout.InfiniteTimeSpan);
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();

        Assert.Equal(4, report.ExitCode);
        Assert.InRange(report.Stopping, TimeSpan.FromSeconds(8.99), TimeSpan.FromSeconds(9.001));
    });

    [Fact]
    public void G2_a_teardown_that_hangs_is_abandoned_and_its_needs_are_torn_down() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var database = dispatcher.AddLifespan("database", world.Holds("database"));
        dispatcher.AddLifespan("cache", _ => Task.CompletedTask, _ => new TaskCompletionSource().Task).After(database).StopWithin(TimeSpan.FromSeconds(2));
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();

        Assert.Equal(TimeSpan.FromSeconds(3), report.Stopping);
        Assert.Equal((UnitState.Abandoned, UnitState.Stopped), (report.Of("cache").State, report.Of("database").State));
        Assert.Equal(["database up", "database down"], world.Journal);
    });

    [Fact]
    public void G2_a_long_chain_of_refusers_fits_the_budget_and_none_is_handed_a_dead_token() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher(options => options.InOrder = true);
        for (var index = 0; index < 10; index++)
        {
            var name = $"unit-{index}";
            dispatcher.AddTask(name, async (unit, stopping) =>
            {
                await world.Fires(stopping);
                Assert.False(unit.Aborting.IsCancellationRequested);
                await world.Fires(unit.Aborting);
                world.Note(name);
                await new TaskCompletionSource().Task;
            });
        }

        await dispatcher.StartAsync();
        var report = await dispatcher.StopAsync();

        Assert.InRange(report.Stopping, TimeSpan.FromSeconds(22), TimeSpan.FromSeconds(22.6));
        Assert.Equal(10, world.Journal.Count);
        Assert.All(world.Told<UnitStopping>(), told => Assert.True(told.Grace > TimeSpan.FromSeconds(1.5), $"{told.Grace}"));
        Assert.All(report.Units, unit => Assert.Equal(UnitState.Abandoned, unit.State));
    });

    [Fact]
    public void G2_a_unit_that_stops_early_leaves_its_share_to_those_after_it() => Scenario.Explore(10, async world =>
    {
        var dispatcher = world.Dispatcher(options => (options.InOrder, options.StopBudget) = (true, TimeSpan.FromSeconds(10)));
        dispatcher.AddTask("last", world.StopsIn("last", 7));
        dispatcher.AddTask("first", world.Serves("first"));
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();

        Assert.Equal((0, TimeSpan.FromSeconds(7)), (report.ExitCode, report.Stopping));
    });

    [Fact]
    public void S38_a_unit_abandoned_that_ends_late_only_tells_so() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var stuck = dispatcher.AddTask("stuck", world.IgnoresStopFor(8)).StopWithin(TimeSpan.FromSeconds(1)).IgnoreFailure();
        dispatcher.AddTask("poller", world.Serves("poller"));
        await dispatcher.StartAsync();

        await dispatcher.StopAsync(stuck);
        Assert.Equal(UnitState.Abandoned, stuck.State);
        await world.Delay(10);

        Assert.Equal(UnitState.Abandoned, stuck.State);
        var late = Assert.Single(world.Told<UnitEndedLate>("stuck"));
        Assert.Equal((TimeSpan.FromSeconds(8), 1), (late.Elapsed, late.Run));
        Assert.Equal(DispatcherState.Running, dispatcher.State);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void G2_a_start_that_was_aborted_just_before_the_announcement_keeps_to_the_budget() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher(options => options.StopBudget = TimeSpan.FromSeconds(0.5));
        dispatcher.AddJob("stuck", world.NeverEnds()).StartWithin(TimeSpan.FromSeconds(1));
        var starting = dispatcher.StartAsync();
        await world.Delay(1.1);

        var report = await dispatcher.StopAsync();
        await starting;

        Assert.Equal((4, TimeSpan.FromSeconds(0.45)), (report.ExitCode, report.Stopping));
    });
}
