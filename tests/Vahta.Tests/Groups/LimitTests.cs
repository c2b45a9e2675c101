namespace Vahta.Tests.Groups;

/// <summary>The group's own limit.</summary>
public sealed class LimitTests
{
    [Theory]
    [InlineData(GroupStrategy.OneForOne)]
    [InlineData(GroupStrategy.OneForAll)]
    [InlineData(GroupStrategy.RestForOne)]
    public void S17_H6_the_failures_of_all_members_count_together_and_one_too_many_is_the_groups(GroupStrategy strategy) => Scenario.Explore(30, async world =>
    {
        var thrown = new List<Exception>();
        var dispatcher = world.Application();
        var group = dispatcher.AddGroup("group", strategy, RestartPolicy.OnFailure with { MaxRestarts = 4 });
        foreach (var name in new[] { "a", "b" })
        {
            group.AddTask(name, async (_, stopping) =>
            {
                await world.Delay(name == "a" ? 5 : 3, stopping);
                thrown.Add(new IOException(name));
                throw thrown[^1];
            }).Restarts(Restarts.OnFailure);
        }

        var report = await dispatcher.RunAsync();

        Assert.Equal((5, 1, StopCause.UnitFailed), (thrown.Count, report.ExitCode, report.Reason.Cause));
        Assert.Same(thrown[4], report.Reason.Exception);
        Assert.Same(thrown[4], Assert.Single(report.Errors));
        Assert.Equal(4, world.Told<UnitRestarting>().Count);
        Assert.Equal(thrown, world.Told<UnitRestarting>().SelectMany(static told => told.Exceptions).Concat(world.Told<UnitFailed>().SelectMany(static told => told.Exceptions)));
        Assert.Equal(0, world.Simulation.Timers);
    });

    [Fact]
    public void S18_failures_slower_than_the_groups_limit_never_escalate() => Scenario.Explore(5, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForAll, RestartPolicy.OnFailure with { MaxRestarts = 2, Window = TimeSpan.FromSeconds(60) });
        group.AddTask("a", world.Dies("a", times: 1000, after: 31)).Restarts(Restarts.OnFailure);
        await dispatcher.StartAsync();

        await world.Delay(31.1 * 100 + 1);

        Assert.Equal((UnitState.Running, 101), (group.State, dispatcher.Snapshot().Of("group/a").Run));
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    });

    [Fact]
    public void S17_a_group_that_keeps_trying_has_no_limit() => Scenario.Explore(5, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForAll, RestartPolicy.OnFailure with { KeepTrying = true });
        group.AddTask("a", world.Dies("a", times: 1000, after: 0.1)).Restarts(RestartPolicy.OnFailure with { KeepTrying = true, MaxDelay = TimeSpan.FromSeconds(1) });
        await dispatcher.StartAsync();

        await world.Delay(500);

        Assert.True(dispatcher.Snapshot().Of("group/a").Run > 300);
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    });

    [Fact]
    public void S17_by_default_a_group_allows_ten_restarts_in_two_minutes() => Scenario.Explore(5, async world =>
    {
        var dispatcher = world.Application();
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForOne);
        group.AddTask("a", world.Dies("a", times: 1000)).Restarts(RestartPolicy.OnFailure with { KeepTrying = true });

        var report = await dispatcher.RunAsync();

        Assert.Equal((11, 1), (report.Of("group/a").Runs, report.ExitCode));
    });

    [Fact]
    public void S17_ends_that_are_no_failures_do_not_count() => Scenario.Explore(10, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForAll, RestartPolicy.OnFailure with { MaxRestarts = 0 });
        group.AddTask("a", world.EndsAfter(1)).Restarts(Restarts.Always);
        group.AddTask("b", world.Serves("b"));
        await dispatcher.StartAsync();

        await world.Delay(10.5);

        var report = await dispatcher.StopAsync();
        Assert.Equal((10, 10, 0), (report.Of("group/a").Runs, report.Of("group/b").Runs, report.ExitCode));
    });

    [Fact]
    public void S17_a_start_by_request_and_a_reset_clear_the_groups_count() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForOne, RestartPolicy.OnFailure with { MaxRestarts = 2 });
        group.AddTask("a", world.Dies("a", times: 6)).Restarts(Restarts.OnFailure);
        await dispatcher.StartAsync();
        await world.Delay(2.5);
        Assert.Equal(3, dispatcher.Snapshot().Of("group/a").Run);

        dispatcher.Reset(group);
        await world.Delay(2.5);
        Assert.Equal(5, dispatcher.Snapshot().Of("group/a").Run);
        await dispatcher.StartAsync(group);
        await world.Delay(5);

        Assert.Equal((7, 0), (dispatcher.Snapshot().Of("group/a").Run, (await dispatcher.StopAsync()).ExitCode));
    });
}
