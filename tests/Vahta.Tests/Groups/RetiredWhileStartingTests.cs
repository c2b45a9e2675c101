namespace Vahta.Tests.Groups;

/// <summary>Members that wait to run again when their group ends, while the dispatcher starts: the start does not wait for them.</summary>
public sealed class RetiredWhileStartingTests
{
    [Fact]
    public void S26_a_group_that_completes_lets_the_start_go_on_without_a_member_in_back_off() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group");
        group.AddJob("main", world.EndsAfter(1)).Essential();
        group.AddTask("helper", world.Dies("helper", times: 100, after: 0)).Restarts(Restarts.OnFailure with { AlsoAtStart = true, Delay = TimeSpan.FromSeconds(20) });

        await dispatcher.StartAsync();

        Assert.Equal(1, world.Now.TotalSeconds, 0.1);
        Assert.Equal(UnitState.Completed, group.State);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void S25_a_group_whose_failure_is_ignored_lets_the_start_go_on_without_a_member_in_back_off() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group").IgnoreFailure();
        group.AddTask("bad", world.FailsAfter(1, new IOException("bad")));
        group.AddTask("helper", world.Dies("helper", times: 100, after: 0)).Restarts(Restarts.OnFailure with { AlsoAtStart = true, Delay = TimeSpan.FromSeconds(20) });
        dispatcher.AddJob("slow", world.EndsAfter(3));

        await dispatcher.StartAsync();

        Assert.Equal(3, world.Now.TotalSeconds, 0.1);
        Assert.Equal(UnitState.Failed, group.State);
        await dispatcher.StopAsync();
    });
}
