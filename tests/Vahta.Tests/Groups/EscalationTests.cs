namespace Vahta.Tests.Groups;

/// <summary>Where a failure ends that a group did not make good for.</summary>
public sealed class EscalationTests
{
    private static readonly RestartPolicy s_one = RestartPolicy.OnFailure with { MaxRestarts = 1 };

    [Fact]
    public void S25_three_deep_each_level_restarts_as_often_as_its_policy_says_before_the_next_does() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Application();
        var outer = dispatcher.AddGroup("outer", GroupStrategy.OneForOne).Restarts(Restarts.OnFailure with { MaxRestarts = 1 });
        var middle = outer.AddGroup("middle", GroupStrategy.OneForOne).Restarts(Restarts.OnFailure with { MaxRestarts = 1 });
        var inner = middle.AddGroup("inner", GroupStrategy.OneForOne).Restarts(Restarts.OnFailure with { MaxRestarts = 1 });
        inner.AddTask("a", world.Dies("a", times: 1000)).Restarts(Restarts.OnFailure with { MaxRestarts = 1 });
        inner.AddTask("beside-a", world.Serves("beside-a"));
        middle.AddTask("beside-inner", world.Serves("beside-inner"));
        outer.AddTask("beside-middle", world.Serves("beside-middle"));
        dispatcher.AddTask("beside-outer", world.Serves("beside-outer"));

        var report = await dispatcher.RunAsync();

        Assert.Equal(["outer/middle/inner", "outer/middle", "outer"], world.Told<GroupRestarting>().Select(static told => told.Unit));
        Assert.Equal([5, 4, 3, 2, 1], new[] { "outer/middle/inner/a", "outer/middle/inner/beside-a", "outer/middle/beside-inner", "outer/beside-middle", "beside-outer" }
            .Select(name => report.Of(name).Runs));
        Assert.Equal((1, "outer/middle/inner/a", "a 5"), (report.ExitCode, report.Reason.Unit, report.Reason.Exception?.Message));
    });

    [Fact]
    public void H10_at_the_top_the_dispatcher_stops_with_the_users_exception_object_and_exit_code_1() => Scenario.Explore(30, async world =>
    {
        var thrown = new IOException("gone");
        var dispatcher = world.Application();
        var inner = dispatcher.AddGroup("outer").AddGroup("middle").AddGroup("inner");
        inner.AddTask("a", world.FailsAfter(1, thrown));
        dispatcher.AddTask("b", world.Serves("b"));

        var report = await dispatcher.RunAsync();

        Assert.Equal((1, StopCause.UnitFailed, "outer/middle/inner/a"), (report.ExitCode, report.Reason.Cause, report.Reason.Unit));
        Assert.Same(thrown, report.Reason.Exception);
        Assert.Same(thrown, Assert.Single(report.Errors));
        Assert.Same(thrown, Assert.Single(Assert.Single(world.Told<UnitFailed>()).Exceptions));
        Assert.Same(thrown, Assert.Throws<IOException>(report.ThrowIfFailed));
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void S25_a_group_within_a_group_with_a_strategy_restarts_by_default_and_else_does_not(bool hasStrategy) => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Application();
        var outer = hasStrategy ? dispatcher.AddGroup("outer", GroupStrategy.OneForOne) : dispatcher.AddGroup("outer");
        var inner = outer.AddGroup("inner", GroupStrategy.OneForOne, s_one);
        inner.AddTask("a", world.Dies("a", times: 2)).Restarts(Restarts.OnFailure);
        dispatcher.AddTask("end", world.EndsAfter(20)).Essential();

        var report = await dispatcher.RunAsync();

        Assert.Equal(hasStrategy ? (3, 0) : (2, 1), (report.Of("outer/inner/a").Runs, report.ExitCode));
    });

    [Fact]
    public void S25_the_parents_strategy_takes_the_groups_neighbours_along() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var outer = dispatcher.AddGroup("outer", GroupStrategy.OneForAll);
        var inner = outer.AddGroup("inner", GroupStrategy.OneForOne, s_one).Restarts(Restarts.OnFailure);
        inner.AddTask("a", world.Dies("a", times: 2)).Restarts(Restarts.OnFailure);
        var other = outer.AddGroup("other");
        other.AddTask("b", world.Serves("b"));
        outer.AddTask("c", world.Serves("c")).After(other);
        await dispatcher.StartAsync();

        await world.Delay(10);

        var report = await dispatcher.StopAsync();
        Assert.Equal([3, 2, 2, 0], new[] { "outer/inner/a", "outer/other/b", "outer/c" }.Select(name => report.Of(name).Runs).Append(report.ExitCode));
        Assert.Equal("outer", Assert.Single(world.Told<GroupRestarting>()).Unit);
    });

    [Fact]
    public void H7_a_groups_delay_doubles_and_is_the_first_again_once_all_were_ready_for_long() => Scenario.Explore(10, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group").Restarts(Restarts.OnFailure with { MaxRestarts = 100 });
        group.AddTask("a", async (unit, stopping) =>
        {
            await world.Delay(unit.Run == 4 ? 31 : 1, stopping);
            throw new IOException();
        });
        group.AddTask("b", world.Serves("b"));
        await dispatcher.StartAsync();

        await world.Delay(36.5);

        Assert.Equal([100, 200, 400, 100, 200], world.Told<GroupRestarting>().Select(static restart => restart.Delay.TotalMilliseconds));
        await dispatcher.StopAsync();
    });

    [Fact]
    public void H7_a_group_that_takes_long_to_fail_at_its_start_backs_off_all_the_same() => Scenario.Explore(5, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group").Restarts(Restarts.OnFailure);
        group.AddTask("a", world.Serves("a"));
        var tries = 0;
        group.AddLifespan<int>("b", async stopping =>
        {
            await world.Delay(40, stopping);
            return ++tries > 1 ? throw new IOException() : tries;
        }).StartWithin(TimeSpan.FromMinutes(1));
        group.AddTask("c", world.Dies("c", times: 1)).After("b");
        await dispatcher.StartAsync();

        await world.Delay(250);

        Assert.Equal([100, 200, 400, 800], world.Told<GroupRestarting>().Select(static restart => restart.Delay.TotalMilliseconds).Take(4));
        await dispatcher.StopAsync();
    });

    [Theory]
    [InlineData("member")]
    [InlineData("inner")]
    [InlineData("outer")]
    public void H2_H5_an_ignored_failure_ends_where_it_is_ignored(string where) => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Application();
        var outer = dispatcher.AddGroup("outer");
        var inner = outer.AddGroup("inner");
        var member = inner.AddTask("a", world.FailsAfter(1, new IOException()));
        inner.AddTask("beside-a", world.Serves("beside-a"));
        outer.AddTask("beside-inner", world.Serves("beside-inner"));
        dispatcher.AddTask("end", world.EndsAfter(5)).Essential();
        UnitHandle ignored = where == "member" ? member : where == "inner" ? inner : outer;
        ignored.IgnoreFailure();
        var running = dispatcher.RunAsync();

        await world.Delay(3);

        Assert.Equal(where == "member" ? UnitState.Running : UnitState.Failed, inner.State);
        Assert.Equal(where == "outer" ? UnitState.Failed : UnitState.Running, outer.State);
        Assert.Equal(where == "member" ? UnitState.Running : UnitState.Stopped, dispatcher["outer/inner/beside-a"].State);
        Assert.Equal(where == "outer" ? UnitState.Stopped : UnitState.Running, dispatcher["outer/beside-inner"].State);
        Assert.Equal(0, (await running).ExitCode);
        Assert.Equal(where == "member" ? [] : [ignored.Name], world.Told<GroupFailed>().Select(static told => told.Unit));
        Assert.True(Assert.Single(world.Told<UnitFailed>()).IsIgnored);
    });

    [Fact]
    public void H5_a_failed_group_starts_anew_by_request() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group").IgnoreFailure();
        group.AddTask("a", world.Dies("a", times: 1));
        group.AddTask("b", world.Serves("b"));
        var needy = dispatcher.AddTask("needy", world.Serves("needy")).After(group);
        await dispatcher.StartAsync();
        await world.Delay(3);
        Assert.Equal((UnitState.Failed, UnitState.Skipped), (group.State, needy.State));

        await dispatcher.StartAsync(group);
        await world.QuietAsync();

        Assert.Equal((UnitState.Running, UnitState.Running), (group.State, needy.State));
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    });

    [Fact]
    public void F1_a_group_that_waits_to_run_again_is_work() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Application();
        var group = dispatcher.AddGroup("group").Restarts(Restarts.OnFailure with { Delay = TimeSpan.FromSeconds(5) });
        var runs = 0;
        group.AddTask("a", async stopping =>
        {
            await world.Delay(1, stopping);
            _ = ++runs == 1 ? throw new IOException() : 0;
        });

        var report = await dispatcher.RunAsync();

        Assert.Equal((2, StopCause.Completed, 0), (runs, report.Reason.Cause, report.ExitCode));
        Assert.Equal(TimeSpan.FromSeconds(7), world.Now);
    });
}
