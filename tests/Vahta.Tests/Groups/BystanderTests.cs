namespace Vahta.Tests.Groups;

/// <summary>Who does not come back with a neighbour.</summary>
public sealed class BystanderTests
{
    [Theory]
    [InlineData(GroupStrategy.OneForAll)]
    [InlineData(GroupStrategy.RestForOne)]
    public void S24_a_bystander_that_never_restarts_goes_down_with_the_set_and_stays_down(GroupStrategy strategy) => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group", strategy);
        group.AddTask("a", world.Dies("a", times: 1));
        group.AddTask("c", world.Serves("c")).After("a");
        group.AddTask("temporary", world.Serves("temporary")).After("c").Restarts(RestartPolicy.Never);
        await dispatcher.StartAsync();

        await world.Delay(5);

        Assert.Equal((UnitState.Stopped, UnitState.Running), (dispatcher["group/temporary"].State, dispatcher["group/c"].State));
        var report = await dispatcher.StopAsync();
        Assert.Equal((2, 1, 2, 0), (report.Of("group/a").Runs, report.Of("group/temporary").Runs, report.Of("group/c").Runs, report.ExitCode));
    });

    [Fact]
    public void S24_what_needs_a_bystander_that_stays_down_is_skipped_and_names_who_failed() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForAll);
        group.AddTask("a", world.Dies("a", times: 1));
        group.AddTask("temporary", world.Serves("temporary")).Restarts(RestartPolicy.Never);
        group.AddTask("c", world.Serves("c")).After("temporary");
        await dispatcher.StartAsync();

        await world.Delay(5);

        Assert.Equal((UnitState.Running, UnitState.Stopped, UnitState.Skipped), (dispatcher["group/a"].State, dispatcher["group/temporary"].State, dispatcher["group/c"].State));
        var report = await dispatcher.StopAsync();
        Assert.Equal("group/a", report.Of("group/c").SkippedBecauseOf);
    });

    [Fact]
    public void S24_a_bystander_that_stayed_down_starts_anew_when_asked_or_with_the_whole_group() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForAll, RestartPolicy.OnFailure with { MaxRestarts = 2 }).Restarts(Restarts.OnFailure);
        group.AddTask("a", world.Dies("a", times: 3));
        group.AddTask("temporary", world.Serves("temporary")).Restarts(RestartPolicy.Never);
        await dispatcher.StartAsync();
        await world.Delay(2);
        Assert.Equal(UnitState.Stopped, dispatcher["group/temporary"].State);

        await dispatcher.StartAsync("group/temporary");
        Assert.Equal(2, dispatcher.Snapshot().Of("group/temporary").Run);
        await world.Delay(8);

        Assert.Equal((UnitState.Running, UnitState.Running), (dispatcher["group/temporary"].State, dispatcher["group/a"].State));
        Assert.Equal(3, (await dispatcher.StopAsync()).Of("group/temporary").Runs);
    });

    [Fact]
    public void S24_completed_members_stay_completed_when_a_neighbour_restarts_and_run_anew_when_the_whole_group_does() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForAll, RestartPolicy.OnFailure with { MaxRestarts = 2 }).Restarts(Restarts.OnFailure);
        group.AddJob("migrate", _ => Task.CompletedTask);
        group.AddTask("a", world.Dies("a", times: 3)).After("migrate");
        await dispatcher.StartAsync();

        await world.Delay(3);
        Assert.Equal((3, 1), (dispatcher.Snapshot().Of("group/a").Run, dispatcher.Snapshot().Of("group/migrate").Run));
        await world.Delay(5);

        var report = await dispatcher.StopAsync();
        Assert.Equal((4, 2, UnitState.Completed), (report.Of("group/a").Runs, report.Of("group/migrate").Runs, report.Of("group/migrate").State));
    });

    [Fact]
    public void S24_of_a_group_among_the_neighbours_it_is_the_groups_word_that_counts() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var outer = dispatcher.AddGroup("outer", GroupStrategy.OneForAll);
        outer.AddTask("a", world.Dies("a", times: 1)).Restarts(Restarts.OnFailure);
        outer.AddGroup("temporary").Restarts(RestartPolicy.Never).AddTask("x", world.Serves("x")).Restarts(RestartPolicy.OnFailure);
        outer.AddGroup("permanent").AddTask("y", world.Serves("y")).Restarts(RestartPolicy.Never);
        await dispatcher.StartAsync();

        await world.Delay(5);

        Assert.Equal((UnitState.Stopped, UnitState.Running), (dispatcher["outer/temporary"].State, dispatcher["outer/permanent"].State));
        var report = await dispatcher.StopAsync();
        Assert.Equal((1, 2, 0), (report.Of("outer/temporary/x").Runs, report.Of("outer/permanent/y").Runs, report.ExitCode));
    });

    [Fact]
    public void S24_a_bystander_of_a_group_that_runs_anew_comes_back_whatever_else_fails_meanwhile() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var outer = dispatcher.AddGroup("outer", GroupStrategy.OneForAll).Restarts(Restarts.OnFailure);
        outer.AddTask("temporary", world.StopsIn("temporary", 3)).Restarts(RestartPolicy.Never);
        outer.AddTask("a", world.Dies("a", times: 1)).Restarts(RestartPolicy.Never);
        var inner = outer.AddGroup("inner", GroupStrategy.OneForOne).Restarts(Restarts.OnFailure);
        inner.AddTask("b", world.Dies("b", times: 1, after: 2)).Restarts(RestartPolicy.Never);
        inner.AddTask("c", world.StopsIn("c", 2)).After("b");
        await dispatcher.StartAsync();

        await world.Delay(10);

        var report = await dispatcher.StopAsync();
        Assert.Equal([2, 2, 2, 2, 0], new[] { "outer/temporary", "outer/a", "outer/inner/b", "outer/inner/c" }.Select(name => report.Of(name).Runs).Append(report.ExitCode));
        Assert.Equal(4, world.Told<UnitStarting>().Count(static started => started is { Run: 2, Elapsed.TotalSeconds: >= 4 }));
    });

    [Fact]
    public void S24_a_bystander_that_comes_back_with_its_group_is_waited_for_whatever_else_fails_in_that_meanwhile() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var outer = dispatcher.AddGroup("outer", GroupStrategy.OneForAll);
        outer.AddTask("a", world.Dies("a", times: 1));
        var inner = outer.AddGroup("inner", GroupStrategy.OneForAll);
        inner.AddTask("temporary", world.StopsIn("temporary", 3)).Restarts(RestartPolicy.Never);
        inner.AddTask("b", async (unit, stopping) =>
        {
            await world.Fires(stopping);
            _ = unit.Run > 1 ? 0 : throw new IOException("b");
        });
        await dispatcher.StartAsync();

        await world.Delay(10);

        var report = await dispatcher.StopAsync();
        Assert.Equal([2, 2, 2, 0], new[] { "outer/a", "outer/inner/temporary", "outer/inner/b" }.Select(name => report.Of(name).Runs).Append(report.ExitCode));
        Assert.Equal(3, world.Told<UnitStarting>().Count(static started => started is { Run: 2, Elapsed.TotalSeconds: >= 4 }));
    });

    [Fact]
    public void H15_a_member_stopped_by_request_comes_back_with_nobody() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForAll, RestartPolicy.OnFailure with { MaxRestarts = 2 }).Restarts(Restarts.OnFailure);
        group.AddTask("a", world.Dies("a", times: 3));
        group.AddTask("b", world.Serves("b"));
        await dispatcher.StartAsync();

        await dispatcher.StopAsync("group/b");
        await world.Delay(10);

        var report = await dispatcher.StopAsync();
        Assert.Equal((4, 1), (report.Of("group/a").Runs, report.Of("group/b").Runs));
        Assert.Single(world.Told<GroupRestarting>(), static restart => restart.Unit == "group" && restart.Members.Count == 1 && restart.Elapsed > TimeSpan.FromSeconds(3));
    });
}
