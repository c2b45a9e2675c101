namespace Vahta.Tests.Groups;

/// <summary>Members and groups that are added at run time.</summary>
public sealed class LateMembersTests
{
    [Fact]
    public void H16_members_added_at_run_time_that_need_each_other_start_with_the_group_in_order() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForAll);
        group.AddTask("a", world.Serves("a"));
        await dispatcher.StartAsync();
        group.AddTask("c", world.Serves("c")).After("b");
        group.AddLifespan("b", world.Holds("b", setup: 1)).After("a");
        Assert.Equal(UnitState.Pending, group.State);

        await dispatcher.StartAsync(group);

        Assert.Equal(["a up", "b up", "c up"], world.Journal);
        Assert.Equal(UnitState.Running, group.State);
        await dispatcher.StopAsync();
        Assert.Equal(["c down", "b down", "a down"], world.Journal.Skip(3));
    });

    [Fact]
    public void H16_one_member_alone_is_refused_while_what_it_needs_was_never_started() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group");
        await dispatcher.StartAsync();
        var b = group.AddTask("b", world.Serves("b"));
        var c = group.AddTask("c", world.Serves("c")).After(b);

        Assert.Contains("'group/b'", (await Thrown.By<DispatcherConfigurationException>(dispatcher.StartAsync(c))).Message, StringComparison.Ordinal);
        await dispatcher.StartAsync(b);
        await dispatcher.StartAsync(c);

        Assert.Equal(["b up", "c up"], world.Journal);
        Assert.Equal(UnitState.Running, group.State);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void H16_a_member_added_at_run_time_is_supervised_as_the_others() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var need = dispatcher.AddTask("need", world.Serves("need"));
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForAll).After(need);
        group.AddTask("a", world.Serves("a"));
        await dispatcher.StartAsync();
        await dispatcher.StartAsync(group.AddTask("late", world.Dies("late", times: 1)));

        await world.Delay(5);

        Assert.Equal((2, 2), (dispatcher.Snapshot().Of("group/a").Run, dispatcher.Snapshot().Of("group/late").Run));
        await dispatcher.StopAsync(need);
        Assert.Equal(UnitState.Pending, dispatcher["group/late"].State);
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    });

    [Fact]
    public void H16_a_whole_group_added_at_run_time_starts_ordered_and_is_supervised() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        await dispatcher.StartAsync();
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForAll).InOrder();
        group.AddLifespan("a", world.Holds("a", setup: 1));
        group.AddTask("b", world.Dies("b", times: 1)).Restarts(Restarts.OnFailure);
        group.AddGroup("inner").AddTask("c", world.Serves("c"));

        await dispatcher.StartAsync(group);
        await dispatcher.StartAsync(group.AddTask("d", world.Serves("d")));
        await world.Delay(5);

        string[] up = ["a up", "b up", "c up", "d up"];
        Assert.Equal([.. up, "d down", "c down", "a down", .. up], world.Journal);
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
        await world.QuietAsync();
        LegalSequences.Check(world.Events);
    });

    [Fact]
    public void H16_names_are_refused_when_taken_also_between_groups_and_units() => Scenario.Explore(5, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group");
        group.AddTask("a", world.Serves("a"));
        await dispatcher.StartAsync();

        Assert.Throws<InvalidOperationException>(() => group.AddTask("A", world.Serves("a")));
        Assert.Throws<InvalidOperationException>(() => group.AddGroup("a"));
        Assert.Throws<InvalidOperationException>(() => dispatcher.AddTask("Group", world.Serves("a")));
        Assert.Throws<InvalidOperationException>(() => dispatcher.AddGroup("group"));
        Assert.Equal(["group", "group/a"], dispatcher.Snapshot().Units.Select(static unit => unit.Name));
        await dispatcher.StopAsync();
    });

    [Fact]
    public void H16_a_member_added_while_the_others_restart_starts_by_request_and_then_belongs_to_them() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForAll);
        group.AddTask("a", world.Dies("a", times: 2)).Restarts(Restarts.OnFailure with { Delay = TimeSpan.FromSeconds(2) });
        await dispatcher.StartAsync();
        await world.Delay(2);
        Assert.Equal(UnitState.Restarting, group.State);

        var late = group.AddTask("late", world.Serves("late"));
        await dispatcher.StartAsync(late);
        Assert.Equal((UnitState.Running, UnitState.Restarting), (late.State, group.State));
        await world.Delay(10);

        Assert.Equal((3, 2), (dispatcher.Snapshot().Of("group/a").Run, dispatcher.Snapshot().Of("group/late").Run));
        await dispatcher.StopAsync();
    });
}
