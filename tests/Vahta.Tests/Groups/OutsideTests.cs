namespace Vahta.Tests.Groups;

/// <summary>Members whose needs, or whose dependents, are outside of the group.</summary>
public sealed class OutsideTests
{
    [Fact]
    public void S22_what_needs_a_member_from_outside_goes_down_first_and_comes_back_once() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        var database = dispatcher.AddLifespan("database", world.Holds("database"));
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForAll).After(database);
        group.AddTask("a", world.Dies("a", times: 1));
        var b = group.AddLifespan("b", world.Holds("b", teardown: 1));
        dispatcher.AddTask("outside", world.StopsIn("outside", 2)).After(b);
        dispatcher.AddTask("further", world.Serves("further")).After("outside");
        await dispatcher.StartAsync();
        var before = world.Journal.Count;

        await world.Delay(10);

        Assert.Equal(["further down", "outside told", "outside down", "b down"], world.Journal.Skip(before).Where(static line => line is not "a up").Take(4));
        var report = await dispatcher.StopAsync();
        Assert.Equal([2, 2, 2, 2, 1, 0], new[] { "group/a", "group/b", "outside", "further", "database" }.Select(name => report.Of(name).Runs).Append(report.ExitCode));
    });

    [Theory]
    [InlineData(Dependency.Required, 1)]
    [InlineData(Dependency.Bound, 2)]
    [InlineData(Dependency.Optional, 1)]
    public void S30_after_the_failed_member_alone_the_kind_of_the_edge_decides(Dependency kind, int runs) => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForOne);
        var a = group.AddTask("a", world.Dies("a", times: 1));
        dispatcher.AddTask("outside", world.Serves("outside")).After(a, kind);
        await dispatcher.StartAsync();

        await world.Delay(5);

        Assert.Equal(runs, (await dispatcher.StopAsync()).Of("outside").Runs);
    });

    [Fact]
    public void S49_a_need_outside_that_restarts_by_request_takes_the_group_along_and_nobody_counts_it() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var database = dispatcher.AddLifespan("database", world.Holds("database"));
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForAll, RestartPolicy.OnFailure with { MaxRestarts = 0 }).After(database);
        group.AddTask("a", world.Serves("a"));
        group.AddTask("b", world.Serves("b")).After("a");
        await dispatcher.StartAsync();

        for (var time = 0; time < 3; time++)
        {
            await dispatcher.RestartAsync(database);
            await world.QuietAsync();
        }

        Assert.Equal(UnitState.Running, group.State);
        var report = await dispatcher.StopAsync();
        Assert.Equal([4, 4, 4, 0], new[] { "database", "group/a", "group/b" }.Select(name => report.Of(name).Runs).Append(report.ExitCode));
        Assert.Empty(world.Told<GroupRestarting>());
    });

    [Fact]
    public void S30_a_bound_need_outside_that_dies_takes_the_members_down_and_back_without_counting() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var connection = dispatcher.AddTask("connection", world.Dies("connection", times: 3)).Restarts(Restarts.OnFailure);
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForAll, RestartPolicy.OnFailure with { MaxRestarts = 0 }).After(connection, Dependency.Bound);
        group.AddTask("a", world.Serves("a"));
        group.AddTask("b", world.Serves("b"));
        await dispatcher.StartAsync();

        await world.Delay(20);

        var report = await dispatcher.StopAsync();
        Assert.Equal([4, 4, 4, 0], new[] { "connection", "group/a", "group/b" }.Select(name => report.Of(name).Runs).Append(report.ExitCode));
    });

    [Fact]
    public void S25_when_a_groups_failure_is_ignored_what_requires_it_goes_down_for_good_and_what_is_optional_runs_on() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group").IgnoreFailure();
        group.AddTask("a", world.Dies("a", times: 1));
        group.AddTask("b", world.Serves("b"));
        dispatcher.AddTask("required", world.Serves("required")).After(group);
        dispatcher.AddTask("optional", world.Serves("optional")).After("group/a", Dependency.Optional);
        await dispatcher.StartAsync();

        await world.Delay(5);

        Assert.Equal((UnitState.Failed, UnitState.Skipped, UnitState.Running), (group.State, dispatcher["required"].State, dispatcher["optional"].State));
        var report = await dispatcher.StopAsync();
        Assert.Equal(("group/a", 0), (report.Of("required").SkippedBecauseOf, report.ExitCode));
    });
}
