namespace Vahta.Tests.Requests;

public sealed class RunTimeControlTests
{
    [Fact]
    public void H16_a_unit_added_at_run_time_starts_when_asked_to() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var database = dispatcher.AddLifespan("database", world.Holds("database"));
        await dispatcher.StartAsync();
        var late = dispatcher.AddLifespan("late", world.Holds("late", setup: 2)).After(database);
        await world.Delay(1);
        Assert.Equal(UnitState.Pending, late.State);

        await dispatcher.StartAsync(late);

        Assert.Equal((UnitState.Running, TimeSpan.FromSeconds(3), "late"), (late.State, world.Now, late.Value));
        await dispatcher.StopAsync();
        Assert.Equal(["database up", "late up", "late down", "database down"], world.Journal);
    });

    [Fact]
    public void H16_a_name_that_is_taken_is_refused_at_run_time() => Scenario.Explore(5, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("poller", world.Serves("poller"));
        await dispatcher.StartAsync();

        Assert.Contains("'POLLER'", Assert.Throws<InvalidOperationException>(() => dispatcher.AddTask("POLLER", world.Serves("poller"))).Message);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void S49_a_stop_of_one_unit_takes_its_dependents_first_and_nobody_else() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var database = dispatcher.AddLifespan("database", world.Holds("database"));
        var cache = dispatcher.AddLifespan("cache", world.Holds("cache", teardown: 1)).After(database);
        dispatcher.AddTask("poller", world.StopsIn("poller", 2)).After(cache);
        dispatcher.AddTask("bystander", world.Serves("bystander")).After(database);
        await dispatcher.StartAsync();
        var before = world.Journal.Count;

        await dispatcher.StopAsync(cache);

        Assert.Equal(["poller told", "poller down", "cache down"], world.Journal.Skip(before));
        Assert.Equal((UnitState.Stopped, UnitState.Pending, UnitState.Running, UnitState.Running),
            (cache.State, dispatcher["poller"].State, dispatcher["bystander"].State, database.State));
        await dispatcher.StopAsync();
    });

    [Fact]
    public void S49_dependents_come_back_with_the_unit_that_took_them_down() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var cache = dispatcher.AddLifespan("cache", world.Holds("cache"));
        var poller = dispatcher.AddTask("poller", world.Serves("poller")).After(cache);
        dispatcher.AddTask("leaf", world.Serves("leaf")).After(poller);
        await dispatcher.StartAsync();
        await dispatcher.StopAsync(cache);

        await dispatcher.StartAsync(cache);
        await world.QuietAsync();

        Assert.Equal(["cache up", "poller up", "leaf up", "leaf down", "poller down", "cache down", "cache up", "poller up", "leaf up"], world.Journal);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void S67_a_unit_stopped_by_request_does_not_come_back_with_what_it_needs() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var cache = dispatcher.AddLifespan("cache", world.Holds("cache"));
        var poller = dispatcher.AddTask("poller", world.Serves("poller")).After(cache);
        await dispatcher.StartAsync();
        await dispatcher.StopAsync(poller);
        await dispatcher.StopAsync(cache);

        await dispatcher.StartAsync(cache);
        await world.QuietAsync();

        Assert.Equal((UnitState.Running, UnitState.Stopped), (cache.State, poller.State));
        await dispatcher.StopAsync();
    });

    [Fact]
    public void S67_a_start_is_refused_while_a_need_is_stopped_by_request_and_names_it() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var database = dispatcher.AddLifespan("database", world.Holds("database"));
        var cache = dispatcher.AddLifespan("cache", world.Holds("cache")).After(database);
        var poller = dispatcher.AddTask("poller", world.Serves("poller")).After(cache);
        await dispatcher.StartAsync();
        await dispatcher.StopAsync(database);
        var before = world.Journal.Count;

        var refused = await Thrown.By<InvalidOperationException>(dispatcher.StartAsync(poller));

        Assert.Contains("'database'", refused.Message);
        Assert.Equal(before, world.Journal.Count);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void G13_G20_after_the_announcement_add_and_start_are_refused_and_stop_and_remove_still_work() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var slow = dispatcher.AddTask("slow", world.StopsIn("slow", 3));
        var other = dispatcher.AddTask("other", world.Serves("other"));
        await dispatcher.StartAsync();
        var stopping = dispatcher.StopAsync();

        Assert.Throws<InvalidOperationException>(() => dispatcher.AddTask("late", world.Serves("late")));
        await Thrown.By<InvalidOperationException>(dispatcher.StartAsync(other));
        await dispatcher.StopAsync(slow);
        Assert.Equal(TimeSpan.FromSeconds(3), world.Now);
        await dispatcher.RemoveAsync(other);
        await stopping;

        Assert.Throws<InvalidOperationException>(() => dispatcher.AddTask("late", world.Serves("late")));
        await dispatcher.StopAsync(slow);
    });

    [Fact]
    public void S44_a_unit_that_stops_itself_returns_and_is_stopped() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var poller = dispatcher.AddTask("poller", async (unit, stopping) =>
        {
            await unit.Dispatcher.StopAsync(unit.Dispatcher["poller"]);
            world.Note("accepted");
            await world.Fires(stopping);
            world.Note("down");
        });
        await dispatcher.StartAsync();
        await world.QuietAsync();

        Assert.Equal(["accepted", "down"], world.Journal);
        Assert.Equal(UnitState.Stopped, poller.State);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void S44_a_dependent_that_stops_what_it_needs_returns_and_both_go_down() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var cache = dispatcher.AddLifespan("cache", world.Holds("cache"));
        dispatcher.AddTask("poller", async stopping =>
        {
            await dispatcher.StopAsync(cache);
            world.Note("accepted");
            await world.Fires(stopping);
        }).After(cache);
        var starting = dispatcher.StartAsync();
        await world.QuietAsync();

        Assert.Equal(["cache up", "accepted", "cache down"], world.Journal);
        await dispatcher.StopAsync();
        await starting;
    });

    [Fact]
    public void S27_a_start_is_not_held_up_by_what_the_program_stopped_meanwhile() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var cache = dispatcher.AddLifespan("cache", world.Holds("cache", setup: 5));
        dispatcher.AddTask("poller", world.Serves("poller")).After(cache);
        var starting = dispatcher.StartAsync();
        await world.Delay(1);

        await dispatcher.StopAsync(cache);
        await world.Delay(60);

        Assert.True(starting.IsCompletedSuccessfully);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void I19_giving_up_waiting_for_a_stop_ends_the_waiting_only() => Scenario.Explore(20, async world =>
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromSeconds(1), world.Time);
        var dispatcher = world.Dispatcher();
        var poller = dispatcher.AddTask("poller", world.StopsIn("poller", 3));
        await dispatcher.StartAsync();

        await Thrown.By<TaskCanceledException>(dispatcher.StopAsync(poller, cancel.Token));
        await world.Delay(5);

        Assert.Equal(UnitState.Stopped, poller.State);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void G6_an_abandoned_unit_is_not_started_again_before_its_run_has_ended() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var stuck = dispatcher.AddTask("stuck", world.IgnoresStopFor(10)).StopWithin(TimeSpan.FromSeconds(1)).IgnoreFailure();
        await dispatcher.StartAsync();
        await dispatcher.StopAsync(stuck);

        await Thrown.By<InvalidOperationException>(dispatcher.StartAsync(stuck));
        await world.Delay(10);
        await dispatcher.StartAsync(stuck);

        Assert.Equal(UnitState.Running, stuck.State);
        Assert.Equal(2, dispatcher.Snapshot().Of("stuck").Run);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void S42_a_stop_of_a_unit_that_is_starting_cancels_its_start_and_takes_its_waiting_dependents_along() => Scenario.Explore(40, async world =>
    {
        var dispatcher = world.Dispatcher();
        var slow = dispatcher.AddLifespan("slow", world.Holds("slow", setup: 5));
        dispatcher.AddTask("poller", world.Serves("poller")).After(slow);
        var starting = dispatcher.StartAsync();
        await world.Delay(1);

        await dispatcher.StopAsync(slow);

        Assert.Empty(world.Journal);
        Assert.Equal((UnitState.Stopped, UnitState.Pending), (slow.State, dispatcher["poller"].State));
        await dispatcher.StartAsync(slow);
        await world.QuietAsync();
        Assert.Equal(["slow up", "poller up"], world.Journal);
        await dispatcher.StopAsync();
        await starting;
    });

    [Fact]
    public void S49_a_need_stopped_just_when_its_dependent_begins_takes_it_down_with_it() => Scenario.Explore(300, async world =>
    {
        var isSetUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var dispatcher = world.Dispatcher();
        var cache = dispatcher.AddLifespan("cache", _ =>
        {
            isSetUp.SetResult();
            return Task.FromResult(1);
        });
        dispatcher.AddTask("poller", async stopping =>
        {
            await world.Fires(stopping);
            Assert.Equal(UnitState.Running, cache.State);
        }).After(cache);
        var starting = dispatcher.StartAsync();
        await isSetUp.Task;
        await Task.Yield();

        await dispatcher.StopAsync(cache);
        await world.QuietAsync();

        Assert.Equal((UnitState.Stopped, UnitState.Pending), (cache.State, dispatcher["poller"].State));
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
        await starting;
    });

    [Fact]
    public void S39_a_teardown_that_throws_in_a_stop_by_request_stops_the_dispatcher_as_any_failure() => Scenario.Explore(20, async world =>
    {
        var thrown = new IOException("teardown");
        var dispatcher = world.Dispatcher();
        var cache = dispatcher.AddLifespan("cache", _ => Task.CompletedTask, _ => throw thrown);
        await dispatcher.StartAsync();

        await dispatcher.StopAsync(cache);
        var report = await dispatcher.StopAsync();

        Assert.Equal((1, StopCause.UnitFailed, "cache"), (report.ExitCode, report.Reason.Cause, report.Reason.Unit));
        Assert.Same(thrown, Assert.Single(report.Errors));
    });
}
