namespace Vahta.Tests.Groups;

/// <summary>What a group's handle says it is doing.</summary>
public sealed class GroupStateTests
{
    [Fact]
    public void H17_through_a_life_with_a_restart() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var empty = dispatcher.AddGroup("empty");
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForAll);
        group.AddTask("a", world.Dies("a", times: 1, after: 1.2)).Restarts(Restarts.OnFailure with { Delay = TimeSpan.FromSeconds(2) });
        group.AddLifespan("b", world.Holds("b", setup: 1, teardown: 1));
        Assert.Equal(UnitState.Pending, group.State);

        var starting = dispatcher.StartAsync();
        await world.Delay(0.5);
        Assert.Equal(UnitState.Starting, group.State);
        await world.Delay(1);
        Assert.Equal(UnitState.Stopping, group.State);
        await world.Delay(1);
        Assert.Equal(UnitState.Restarting, group.State);
        await world.Delay(1);
        Assert.Equal(UnitState.Starting, group.State);
        await starting;
        await world.Delay(1);
        Assert.Equal((UnitState.Running, UnitState.Pending), (group.State, empty.State));
        var stopping = dispatcher.StopAsync();
        await world.Delay(0.5);
        Assert.Equal(UnitState.Stopping, group.State);
        await stopping;
        Assert.Equal(UnitState.Stopped, group.State);
        Assert.Equal("group (Stopped)", group.ToString());
    });

    [Fact]
    public void H17_with_members_that_wait_completed_or_were_stopped() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var need = dispatcher.AddTask("need", world.Serves("need"));
        var group = dispatcher.AddGroup("group").After(need);
        var job = group.AddJob("job", _ => Task.CompletedTask);
        var task = group.AddTask("task", world.Serves("task"));
        await dispatcher.StartAsync();
        Assert.Equal((UnitState.Completed, UnitState.Running, UnitState.Running), (job.State, task.State, group.State));

        await dispatcher.StopAsync(need);
        Assert.Equal(UnitState.Pending, group.State);
        await dispatcher.StartAsync(need);
        await dispatcher.StopAsync(task);
        Assert.Equal(UnitState.Stopped, group.State);
        await dispatcher.RemoveAsync(task);
        Assert.Equal(UnitState.Completed, group.State);
        await dispatcher.StopAsync();
        Assert.Equal(UnitState.Completed, group.State);
    });

    [Fact]
    public void H17_when_a_member_failed_and_the_dispatcher_has_stopped() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Application();
        var group = dispatcher.AddGroup("group");
        group.AddTask("a", world.FailsAfter(1, new IOException()));
        group.AddTask("b", world.Serves("b"));
        var other = dispatcher.AddGroup("other").After(group);
        other.AddTask("c", world.Serves("c"));

        await dispatcher.RunAsync();

        Assert.Equal((UnitState.Failed, UnitState.Stopped), (group.State, other.State));
    });
}
