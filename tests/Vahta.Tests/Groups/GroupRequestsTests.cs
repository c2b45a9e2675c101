namespace Vahta.Tests.Groups;

/// <summary>What the program may ask of a group while the dispatcher runs.</summary>
public sealed class GroupRequestsTests
{
    [Fact]
    public void S49_a_stop_of_a_group_takes_the_subtree_and_what_needs_it_and_nobody_else() => Scenario.Explore(30, async world =>
    {
        var (dispatcher, group) = Tree(world);
        await dispatcher.StartAsync();
        var before = world.Journal.Count;

        await dispatcher.StopAsync(group);

        Assert.Equal(["dependent told", "dependent down", "b down", "a told", "a down"], world.Journal.Skip(before));
        Assert.Equal((UnitState.Stopped, UnitState.Pending, UnitState.Running), (group.State, dispatcher["dependent"].State, dispatcher["other"].State));
        await dispatcher.StartAsync(group);
        await world.QuietAsync();
        Assert.Equal((UnitState.Running, UnitState.Running), (group.State, dispatcher["dependent"].State));
        var report = await dispatcher.StopAsync();
        Assert.Equal((2, 2, 2, 1, 0), (report.Of("group/a").Runs, report.Of("group/inner/b").Runs, report.Of("dependent").Runs, report.Of("other").Runs, report.ExitCode));
    });

    [Fact]
    public void S49_a_restart_of_a_group_bounces_the_subtree_and_what_needs_it_once() => Scenario.Explore(30, async world =>
    {
        var (dispatcher, group) = Tree(world);
        await dispatcher.StartAsync();
        var before = world.Journal.Count;

        await dispatcher.RestartAsync(group);
        Assert.Equal(UnitState.Running, group.State);
        await world.QuietAsync();

        Assert.Equal(["dependent told", "dependent down", "b down", "a told", "a down", "a up", "b up", "dependent up"], world.Journal.Skip(before));
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    });

    [Fact]
    public void S49_the_errors_of_a_stopped_subtree_are_its_parents() => Scenario.Explore(30, async world =>
    {
        var thrown = new IOException("teardown");
        var dispatcher = world.Dispatcher();
        var outer = dispatcher.AddGroup("outer").IgnoreFailure();
        var inner = outer.AddGroup("inner");
        inner.AddLifespan("a", _ => Task.CompletedTask, _ => throw thrown);
        outer.AddTask("b", world.Serves("b"));
        await dispatcher.StartAsync();

        await dispatcher.StopAsync(inner);
        await world.QuietAsync();

        Assert.Equal((UnitState.Failed, UnitState.Stopped, DispatcherState.Running), (outer.State, dispatcher["outer/b"].State, dispatcher.State));
        Assert.Same(thrown, Assert.Single(Assert.Single(world.Told<UnitFailed>()).Exceptions));
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    });

    [Fact]
    public void S50_a_group_is_removed_with_its_members_and_all_names_are_free_again() => Scenario.Explore(30, async world =>
    {
        var (dispatcher, group) = Tree(world);
        await dispatcher.StartAsync();
        Assert.Contains("'dependent'", (await Thrown.By<InvalidOperationException>(dispatcher.RemoveAsync(group))).Message, StringComparison.Ordinal);
        Assert.Equal(UnitState.Running, group.State);
        await dispatcher.RemoveAsync("dependent");

        await dispatcher.RemoveAsync(group);

        Assert.All(["group", "group/inner", "group/empty", "group/a", "group/inner/b"], name => Assert.False(dispatcher.TryGetUnit(name, out _), name));
        Assert.Contains("was removed", Assert.Throws<InvalidOperationException>(() => group.AddTask("late", world.Serves("late"))).Message, StringComparison.Ordinal);
        Assert.Equal(["other"], dispatcher.Snapshot().Units.Select(static unit => unit.Name));
        var again = dispatcher.AddGroup("group");
        again.AddTask("a", world.Serves("again"));
        await dispatcher.StartAsync(again);
        Assert.Equal(UnitState.Running, again.State);
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    });

    [Fact]
    public void S50_H15_a_removal_during_a_restart_loop_ends_it_and_stays() => Scenario.Explore(100, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForAll, RestartPolicy.OnFailure with { KeepTrying = true });
        group.AddTask("a", world.Dies("a", times: 1000, after: 0.0137)).Restarts(Restarts.OnFailure with { KeepTrying = true, Delay = TimeSpan.Zero });
        group.AddTask("b", world.StopsIn("b", 0.01)).After("a");
        await dispatcher.StartAsync();
        await world.Delay(0.1 + (world.Simulation.Seed % 7 * 0.005));

        await dispatcher.RemoveAsync(group);
        var before = world.Journal.Count;
        await world.Delay(60);

        Assert.Equal((before, 0), (world.Journal.Count, dispatcher.Snapshot().Units.Count));
        Assert.Equal((0, 0), ((await dispatcher.StopAsync()).ExitCode, world.Simulation.Timers));
        await world.QuietAsync();
        LegalSequences.Check(world.Events);
    });

    [Fact]
    public void H15_a_member_that_is_removed_stays_removed_when_the_others_restart() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForAll);
        group.AddTask("a", world.Dies("a", times: 2)).Restarts(Restarts.OnFailure);
        var b = group.AddTask("b", world.Serves("b"));
        await dispatcher.StartAsync();
        await world.Delay(1.05);

        await dispatcher.RemoveAsync(b);
        await world.Delay(10);

        Assert.Equal(["group", "group/a"], dispatcher.Snapshot().Units.Select(static unit => unit.Name));
        Assert.Equal(3, dispatcher.Snapshot().Of("group/a").Run);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void S27_while_a_group_is_in_a_restart_loop_every_call_answers_and_the_operator_wins() => Scenario.Explore(100, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForAll, RestartPolicy.OnFailure with { KeepTrying = true });
        var a = group.AddTask("a", world.Dies("a", times: 1000, after: 0.3)).Restarts(Restarts.OnFailure with { KeepTrying = true, MaxDelay = TimeSpan.FromSeconds(0.1) });
        var b = group.AddTask("b", world.StopsIn("b", 0.2));
        await dispatcher.StartAsync();
        await world.Delay(1 + (world.Simulation.Seed * 0.013));

        Assert.Equal(3, dispatcher.Snapshot().Units.Count);
        Assert.Null(dispatcher.Preview(UnitRequest.Stop, group).Refusal);
        dispatcher.Reset(group);
        await Within(dispatcher.StartAsync(b));
        await Within(dispatcher.StartAsync(group));
        await Within(dispatcher.RestartAsync(group));
        await Within(dispatcher.StopAsync(b));
        await Within(dispatcher.StopAsync(group));
        var before = world.Journal.Count;
        await world.Delay(60);

        Assert.Equal((UnitState.Stopped, UnitState.Stopped, before), (a.State, b.State, world.Journal.Count));
        Assert.Equal((0, 0), ((await dispatcher.StopAsync()).ExitCode, world.Simulation.Timers));

        Task Within(Task request) => request.WaitAsync(TimeSpan.FromSeconds(30), world.Time);
    });

    [Theory]
    [InlineData("stopped")]
    [InlineData("failed")]
    [InlineData("completed")]
    public void H16_a_unit_of_a_group_that_is_down_starts_alone(string how) => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group").IgnoreFailure();
        group.AddTask("main", how == "failed" ? world.FailsAfter(1, new IOException()) : world.EndsAfter(1)).Essential();
        var helper = group.AddTask("helper", world.Serves("helper"));
        group.AddTask("other", world.Serves("other"));
        await dispatcher.StartAsync();
        await (how == "stopped" ? dispatcher.StopAsync(group) : world.Delay(2));

        await dispatcher.StartAsync(helper);

        Assert.Equal((UnitState.Running, UnitState.Running, UnitState.Stopped), (group.State, helper.State, dispatcher["group/other"].State));
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    });

    [Fact]
    public void S67_a_stopped_group_comes_back_neither_with_what_it_needs_nor_with_its_neighbours() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var need = dispatcher.AddTask("need", world.Serves("need"));
        var outer = dispatcher.AddGroup("outer", GroupStrategy.OneForAll).After(need);
        var inner = outer.AddGroup("inner");
        inner.AddTask("a", world.Serves("a"));
        outer.AddTask("failing", world.Dies("failing", times: 1, after: 2)).Restarts(Restarts.OnFailure);
        await dispatcher.StartAsync();

        await dispatcher.StopAsync(inner);
        await dispatcher.RestartAsync(need);
        await world.Delay(5);

        Assert.Equal((UnitState.Stopped, UnitState.Running), (inner.State, dispatcher["outer/failing"].State));
        await dispatcher.StopAsync(need);
        Assert.Contains("'need'", (await Thrown.By<InvalidOperationException>(dispatcher.StartAsync(inner))).Message, StringComparison.Ordinal);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void Reset_forgives_a_failed_group_which_then_waits_to_be_started() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group").IgnoreFailure();
        group.AddTask("a", world.Dies("a", times: 1));
        group.AddTask("b", world.Serves("b"));
        await dispatcher.StartAsync();
        await world.Delay(2);

        dispatcher.Reset(group);

        Assert.Equal((UnitState.Stopped, UnitState.Stopped), (group.State, dispatcher["group/a"].State));
        await dispatcher.StartAsync(group);
        Assert.Equal(UnitState.Running, group.State);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void Previews_of_a_group_name_the_subtree_and_what_needs_it() => Scenario.Explore(10, async world =>
    {
        var (dispatcher, group) = Tree(world);
        await dispatcher.StartAsync();

        Assert.Equal(["dependent", "group/inner/b", "group/a"], dispatcher.Preview(UnitRequest.Stop, group).Stops);
        var restart = dispatcher.Preview(UnitRequest.Restart, "group");
        Assert.Equal(restart.Stops.Reverse(), restart.Starts);
        Assert.Empty(dispatcher.Preview(UnitRequest.Start, group).Starts);
        Assert.Contains("'dependent'", dispatcher.Preview(UnitRequest.Remove, group).Refusal, StringComparison.Ordinal);
        await dispatcher.StopAsync(group);
        Assert.Equal(["group/a", "group/inner/b", "dependent"], dispatcher.Preview(UnitRequest.Start, group).Starts);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void S44_a_member_may_stop_its_own_group() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group");
        group.AddTask("a", async stopping =>
        {
            await world.Delay(1);
            await dispatcher.StopAsync(group);
            await world.Fires(stopping);
            world.Note("a down");
        });
        group.AddTask("b", world.Serves("b"));
        await dispatcher.StartAsync();

        await world.Delay(2);

        Assert.Equal(UnitState.Stopped, group.State);
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    });

    private static (Dispatcher Dispatcher, UnitGroup Group) Tree(Scenario world)
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForOne);
        group.AddTask("a", world.StopsIn("a", 1));
        group.AddGroup("inner").AddTask("b", world.Serves("b")).After("a");
        group.AddGroup("empty");
        dispatcher.AddTask("dependent", world.StopsIn("dependent", 1)).After(group);
        dispatcher.AddTask("other", world.Serves("other"));
        return (dispatcher, group);
    }
}
