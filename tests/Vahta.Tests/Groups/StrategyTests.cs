namespace Vahta.Tests.Groups;

public sealed class StrategyTests
{
    [Fact]
    public void H4_S22_one_for_all_stops_all_in_reverse_and_starts_all_in_order() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForAll);
        group.AddTask("a", world.Serves("a"));
        group.AddTask("b", world.Dies("b", times: 1)).After("a").Restarts(Restarts.OnFailure);
        group.AddTask("c", world.Serves("c")).After("b");
        dispatcher.AddTask("bystander", world.Serves("bystander"));
        await dispatcher.StartAsync();
        var before = world.Journal.Count;

        await world.Delay(3);

        Assert.Equal(["c down", "a down", "a up", "b up", "c up"], world.Journal.Skip(before));
        Assert.Equal(UnitState.Running, group.State);
        var restart = Assert.Single(world.Told<GroupRestarting>());
        Assert.Equal(("group", "group/b"), (restart.Unit, restart.Because));
        var report = await dispatcher.StopAsync();
        Assert.Equal((1, 2, 0), (report.Of("bystander").Runs, report.Of("group/a").Runs, report.ExitCode));
        await world.QuietAsync();
        LegalSequences.Check(world.Events);
    });

    [Fact]
    public void S22_rest_for_one_leaves_what_does_not_need_it_untouched() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group", GroupStrategy.RestForOne);
        group.AddTask("a", world.Serves("a"));
        group.AddTask("b", world.Dies("b", times: 1)).After("a").Restarts(Restarts.OnFailure);
        group.AddTask("c", world.Serves("c")).After("b");
        group.AddTask("d", world.Serves("d"));
        await dispatcher.StartAsync();

        await world.Delay(3);

        var report = await dispatcher.StopAsync();
        Assert.Equal([1, 2, 2, 1], new[] { "a", "b", "c", "d" }.Select(name => report.Of($"group/{name}").Runs));
    });

    [Theory]
    [InlineData(GroupStrategy.OneForAll)]
    [InlineData(GroupStrategy.RestForOne)]
    public void S22_nobody_starts_again_before_the_last_of_the_set_is_down_however_short_the_delay(GroupStrategy strategy) => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group", strategy);
        group.AddTask("a", world.Dies("a", times: 1)).Restarts(Restarts.OnFailure with { Delay = TimeSpan.Zero });
        group.AddTask("quick", world.Serves("quick")).After("a");
        group.AddTask("slow", world.StopsIn("slow", 3)).After("a");
        await dispatcher.StartAsync();
        var before = world.Journal.Count;

        await world.Delay(10);

        Assert.Equal("slow down", world.Journal.Skip(before).TakeWhile(static line => line is not "a up").Last());
        Assert.Equal(["quick up", "slow up"], world.Journal.TakeLast(2).Order());
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    });

    [Fact]
    public void S25_escalation_climbs_one_level_where_the_parents_policy_decides() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var outer = dispatcher.AddGroup("outer", GroupStrategy.OneForOne);
        var inner = outer.AddGroup("inner", GroupStrategy.OneForOne, RestartPolicy.OnFailure with { MaxRestarts = 2 }).Restarts(Restarts.OnFailure);
        inner.AddTask("a", world.Dies("a", times: 3)).Restarts(Restarts.OnFailure);
        inner.AddTask("b", world.Serves("b"));
        outer.AddTask("other", world.Serves("other"));
        await dispatcher.StartAsync();

        await world.Delay(10);

        var report = await dispatcher.StopAsync();
        Assert.Equal([4, 2, 1], new[] { "outer/inner/a", "outer/inner/b", "outer/other" }.Select(name => report.Of(name).Runs));
        Assert.Equal(("outer/inner", 0), (Assert.Single(world.Told<GroupRestarting>()).Unit, report.ExitCode));
    });
}
