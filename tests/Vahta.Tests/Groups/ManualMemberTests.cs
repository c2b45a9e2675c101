namespace Vahta.Tests.Groups;

public sealed class ManualMemberTests
{
    [Fact]
    public void S13_a_member_that_starts_by_request_only_holds_neither_its_group_nor_who_needs_that_up() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group").Restarts(Restarts.OnFailure with { KeepTrying = true });
        group.AddTask("x", world.Dies("x", times: 3, after: 60));
        var manual = group.AddTask("manual", world.Serves("manual")).Manual();
        var needs = dispatcher.AddTask("needs", world.Serves("needs")).After(group);
        await dispatcher.StartAsync();

        Assert.Equal((UnitState.Running, UnitState.Running, UnitState.Pending), (group.State, needs.State, manual.State));
        await world.Delay(200);

        // Each time it had been healthy for long.
        Assert.All(world.Told<GroupRestarting>(), restart => Assert.Equal(100, restart.Delay.TotalMilliseconds));
        await dispatcher.StartAsync(manual);
        await dispatcher.StopAsync();
        Assert.True(world.Journal.ToList().LastIndexOf("needs down") < world.Journal.ToList().LastIndexOf("manual down"));
    });
}
