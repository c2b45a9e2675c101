namespace Vahta.Tests.Groups;

/// <summary>Members that do not go down as they should when the set does.</summary>
public sealed class FailingTeardownTests
{
    [Fact]
    public void H10_a_member_that_fails_in_its_teardown_is_the_groups_failure_and_at_the_top_the_dispatchers() => Scenario.Explore(30, async world =>
    {
        var thrown = new IOException("teardown");
        var dispatcher = world.Application();
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForAll);
        group.AddTask("a", world.Dies("a", times: 1));
        group.AddLifespan("b", _ => Task.CompletedTask, _ => throw thrown);

        var report = await dispatcher.RunAsync();

        Assert.Equal((1, StopCause.UnitFailed, "group/b"), (report.ExitCode, report.Reason.Cause, report.Reason.Unit));
        Assert.Same(thrown, report.Reason.Exception);
        Assert.Same(thrown, Assert.Single(report.Errors));
        Assert.Equal((1, 1), (report.Of("group/a").Runs, report.Of("group/b").Runs));
    });

    [Fact]
    public void S25_where_the_group_restarts_it_comes_back_with_all_the_others() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var teardowns = 0;
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForAll).Restarts(Restarts.OnFailure with { Delay = TimeSpan.FromSeconds(1) });
        group.AddTask("a", world.Dies("a", times: 1)).Restarts(Restarts.OnFailure);
        group.AddLifespan("b", _ => Task.CompletedTask, _ => teardowns++ == 0 ? Task.FromException(new IOException("teardown")) : Task.CompletedTask);
        group.AddJob("job", _ => Task.CompletedTask);
        await dispatcher.StartAsync();

        await world.Delay(5);

        Assert.Equal(UnitState.Running, group.State);
        var report = await dispatcher.StopAsync();
        Assert.Equal((2, 2, 2, 0, 2), (report.Of("group/a").Runs, report.Of("group/b").Runs, report.Of("group/job").Runs, report.ExitCode, teardowns));
    });

    [Fact]
    public void S38_G6_a_member_that_hangs_in_its_teardown_is_abandoned_and_the_others_come_back_without_it() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForAll).Restarts(Restarts.OnFailure);
        group.AddTask("a", world.Dies("a", times: 1));
        var stuck = group.AddTask("stuck", world.NeverEnds()).StopWithin(TimeSpan.FromSeconds(2));
        group.AddTask("slow", world.StopsIn("slow", 6));
        var needy = group.AddTask("needy", world.Serves("needy")).After(stuck);
        await dispatcher.StartAsync();

        await world.Delay(12);

        Assert.Equal((UnitState.Running, UnitState.Abandoned, UnitState.Running), (dispatcher["group/a"].State, stuck.State, dispatcher["group/slow"].State));
        Assert.Equal((UnitState.Skipped, 1), (needy.State, dispatcher.Snapshot().Of("group/stuck").Run));
        await Thrown.By<InvalidOperationException>(dispatcher.StartAsync(stuck));
        Assert.Equal(4, (await dispatcher.StopAsync()).ExitCode);
    });

    [Fact]
    public void S27_who_restarts_a_member_that_is_abandoned_meanwhile_does_not_wait_for_ever() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForAll).Restarts(Restarts.OnFailure);
        var stuck = group.AddTask("stuck", world.NeverEnds()).StopWithin(TimeSpan.FromSeconds(2));
        group.AddTask("a", world.Serves("a"));
        await dispatcher.StartAsync();

        await Thrown.By<UnitTimeoutException>(dispatcher.RestartAsync(stuck).WaitAsync(TimeSpan.FromMinutes(1), world.Time));

        await world.Delay(10);
        Assert.Equal((UnitState.Running, UnitState.Abandoned), (dispatcher["group/a"].State, stuck.State));
        await dispatcher.StopAsync();
    });

    [Fact]
    public void Where_the_groups_failure_is_ignored_the_one_whose_teardown_failed_does_not_come_back() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForAll).IgnoreFailure();
        group.AddTask("a", world.Dies("a", times: 1)).Restarts(Restarts.OnFailure with { Delay = TimeSpan.FromSeconds(5) });
        group.AddLifespan("b", _ => Task.CompletedTask, async _ =>
        {
            await world.Delay(1);
            throw new IOException("teardown");
        });
        group.AddTask("c", world.StopsIn("c", 3));
        dispatcher.AddTask("bystander", world.Serves("bystander"));
        await dispatcher.StartAsync();

        await world.Delay(20);

        Assert.Equal(UnitState.Failed, group.State);
        Assert.Equal((UnitState.Stopped, UnitState.Failed, UnitState.Stopped), (dispatcher["group/a"].State, dispatcher["group/b"].State, dispatcher["group/c"].State));
        var report = await dispatcher.StopAsync();
        Assert.Equal((1, 1, 1, 0), (report.Of("group/a").Runs, report.Of("group/b").Runs, report.Of("group/c").Runs, report.ExitCode));
        Assert.Equal("group/b", Assert.Single(world.Told<GroupFailed>()).Because);
    });
}
