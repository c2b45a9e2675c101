namespace Vahta.Tests.Starting;

public sealed class AddingWhileRunningTests
{
    [Fact]
    public void H16_a_unit_added_while_running_waits_until_it_is_started() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("database", world.Holds("database"));
        await dispatcher.StartAsync();

        var added = dispatcher.AddTask("added", world.Serves("added")).After("database");
        await world.Delay(5);
        Assert.Equal(UnitState.Pending, added.State);
        Assert.Equal(["database up"], world.Journal);
        await dispatcher.StartAsync(added);
        Assert.Equal(UnitState.Running, added.State);
        await dispatcher.StopAsync();

        Assert.Equal(["database up", "added up", "added down", "database down"], world.Journal);
        Assert.Equal("added", Assert.Single(world.Told<UnitAdded>()).Unit);
    });

    [Fact]
    public void H16_a_name_that_is_taken_is_refused_while_running() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("poller", world.Serves("poller"));
        await dispatcher.StartAsync();

        var thrown = Assert.Throws<InvalidOperationException>(() => dispatcher.AddTask("POLLER", world.Serves("again")));

        Assert.Contains("'POLLER' cannot be added: the name is taken", thrown.Message);
        Assert.Contains("remove the unit", thrown.Message);
        await dispatcher.StopAsync();
        Assert.Equal(["poller up", "poller down"], world.Journal);
    });

    [Fact]
    public void Nothing_is_added_once_the_stop_was_announced() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("slow", world.Holds("slow", teardown: 2));
        await dispatcher.StartAsync();

        var stopping = dispatcher.StopAsync();
        AssertRefused("Stopping");
        await stopping;
        AssertRefused("Stopped");

        void AssertRefused(string state)
        {
            var thrown = Assert.Throws<InvalidOperationException>(() => dispatcher.AddTask("late", world.Serves("late")));
            Assert.Contains($"'late' cannot be added: the dispatcher is {state}", thrown.Message);
            Assert.Contains("before the stop", thrown.Message);
            Assert.False(dispatcher.TryGetUnit("late", out _));
        }
    });

    [Fact]
    public void Nothing_is_started_once_the_stop_was_announced() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("slow", world.Holds("slow", teardown: 2));
        await dispatcher.StartAsync();
        var added = dispatcher.AddTask("added", world.Serves("added"));

        var stopping = dispatcher.StopAsync();

        Assert.Contains("'added' cannot be started: the dispatcher is Stopping", (await Thrown.By<InvalidOperationException>(dispatcher.StartAsync(added))).Message);
        await stopping;
        Assert.DoesNotContain("added up", world.Journal);
    });

    [Fact]
    public void All_mistakes_of_an_added_unit_are_told_when_it_is_started_and_can_be_corrected() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("known", world.Serves("known"));
        await dispatcher.StartAsync();
        var added = dispatcher.AddJob("added", _ => Task.CompletedTask).After("unknown").NotifiesReady();

        var thrown = await Thrown.By<DispatcherConfigurationException>(dispatcher.StartAsync(added));

        Assert.Equal(2, thrown.Mistakes.Count);
        Assert.Contains("'added' comes after 'unknown', which does not exist", thrown.Mistakes[0]);
        Assert.Contains("Known are known", thrown.Mistakes[0]);
        Assert.Contains("NotifiesReady", thrown.Mistakes[1]);
        await dispatcher.RemoveAsync(added);
        var better = dispatcher.AddJob("added", _ => Task.CompletedTask).After("known");
        await dispatcher.StartAsync(better);
        Assert.Equal(UnitState.Completed, better.State);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void An_added_unit_that_needs_one_never_started_is_refused_by_both_names() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        await dispatcher.StartAsync();
        var first = dispatcher.AddTask("first", world.Serves("first"));
        var second = dispatcher.AddTask("second", world.Serves("second")).After(first);

        var thrown = await Thrown.By<DispatcherConfigurationException>(dispatcher.StartAsync(second));
        Assert.Contains("'second' needs 'first'", thrown.Message);
        Assert.Contains("Start 'first' first", thrown.Message);
        await dispatcher.StartAsync(first);
        await dispatcher.StartAsync(second);

        Assert.Equal(["first up", "second up"], world.Journal);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void Two_added_units_that_need_each_other_are_refused() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        await dispatcher.StartAsync();
        var first = dispatcher.AddTask("first", world.Serves("first")).After("second");
        var second = dispatcher.AddTask("second", world.Serves("second")).After(first);

        await Thrown.By<DispatcherConfigurationException>(dispatcher.StartAsync(first));
        await Thrown.By<DispatcherConfigurationException>(dispatcher.StartAsync(second));

        Assert.Empty(world.Journal);
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    });

    [Fact]
    public void Who_starts_an_added_unit_gets_its_own_exception() => Scenario.Explore(50, async world =>
    {
        var failure = new IOException("added");
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("task", world.Serves("task"));
        await dispatcher.StartAsync();

        var added = dispatcher.AddJob("added", _ => Task.FromException(failure)).IgnoreFailure();

        Assert.Same(failure, await Thrown.By<IOException>(dispatcher.StartAsync(added)));
        Assert.Equal(DispatcherState.Running, dispatcher.State);
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    });

    [Fact]
    public void An_added_unit_that_fails_for_good_stops_the_dispatcher_and_is_no_failed_start() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddTask("task", world.Serves("task"));
        var running = dispatcher.RunAsync();
        await world.Delay(1);

        var added = dispatcher.AddJob("added", _ => Task.FromException(new IOException("added")));
        await Thrown.By<IOException>(dispatcher.StartAsync(added));
        var report = await running;

        Assert.Equal((1, StopCause.UnitFailed, "added"), (report.ExitCode, report.Reason.Cause, report.Reason.Unit));
    });

    [Fact]
    public void A_handle_of_another_dispatcher_is_refused() => Scenario.Run(async world =>
    {
        var other = world.Dispatcher().AddTask("foreign", world.Serves("foreign"));
        var dispatcher = world.Dispatcher();
        await dispatcher.StartAsync();

        Assert.Contains("'foreign' belongs to another dispatcher", (await Thrown.By<ArgumentException>(dispatcher.StartAsync(other))).Message);
        await dispatcher.StopAsync();
    });
}
