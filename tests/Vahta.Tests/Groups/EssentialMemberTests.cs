namespace Vahta.Tests.Groups;

/// <summary>Significant members: whose completion is the group's.</summary>
public sealed class EssentialMemberTests
{
    [Fact]
    public void S26_an_essential_member_that_completes_completes_its_group_and_the_dispatcher_runs_on() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForAll);
        group.AddTask("main", world.EndsAfter(2)).Essential();
        group.AddTask("helper", world.Serves("helper"));
        group.AddLifespan("cache", world.Holds("cache"));
        dispatcher.AddTask("required", world.Serves("required")).After(group);
        var bound = dispatcher.AddTask("bound", world.Serves("bound")).After("group/cache");
        dispatcher.AddTask("other", world.Serves("other"));
        await dispatcher.StartAsync();

        await world.Delay(3);

        Assert.Equal((UnitState.Completed, DispatcherState.Running), (group.State, dispatcher.State));
        Assert.Equal([UnitState.Completed, UnitState.Stopped, UnitState.Stopped, UnitState.Running, UnitState.Running],
            new[] { "group/main", "group/helper", "group/cache", "required", "other" }.Select(name => dispatcher[name].State));
        Assert.Equal(UnitState.Skipped, bound.State);
        Assert.Equal(("group", "group/main"), (Assert.Single(world.Told<GroupCompleted>()).Unit, Assert.Single(world.Told<GroupCompleted>()).Because));
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    });

    [Fact]
    public void S26_who_waits_for_a_completed_group_is_met() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group");
        group.AddJob("main", stopping => world.Delay(1, stopping)).Essential();
        group.AddLifespan("slow", world.Holds("slow", setup: 5));
        dispatcher.AddTask("after", world.Serves("after")).After(group);

        await dispatcher.StartAsync();

        Assert.Equal((UnitState.Completed, UnitState.Running, UnitState.Running), (group.State, dispatcher["after"].State, dispatcher["after"].State));
        Assert.InRange(world.Now.TotalSeconds, 1, 4.9);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void S26_all_essential_members_must_have_completed_where_it_says_so() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group").CompletesOn(GroupCompletion.AllEssential);
        var first = group.AddTask("first", world.EndsAfter(1)).Essential();
        group.AddTask("second", world.EndsAfter(3)).Essential();
        group.AddTask("helper", world.Serves("helper"));
        var bound = dispatcher.AddTask("bound", world.Serves("bound")).After(first, Dependency.Bound);
        await dispatcher.StartAsync();

        await world.Delay(2);
        Assert.Equal((UnitState.Running, UnitState.Running), (group.State, dispatcher["group/helper"].State));
        Assert.Equal(UnitState.Skipped, bound.State);
        await world.Delay(2);

        Assert.Equal((UnitState.Completed, UnitState.Stopped), (group.State, dispatcher["group/helper"].State));
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    });

    [Theory]
    [InlineData(GroupCompletion.AnyEssential, 1)]
    [InlineData(GroupCompletion.AllEssential, 3)]
    public void S26_an_essential_group_completes_the_one_around_it_and_at_the_top_the_dispatcher(GroupCompletion completion, int seconds) => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Application();
        var outer = dispatcher.AddGroup("outer").CompletesOn(completion).Essential();
        outer.AddGroup("one").Essential().AddTask("main", world.EndsAfter(1)).Essential();
        outer.AddGroup("two").Essential().AddTask("main", world.EndsAfter(3)).Essential();
        outer.AddTask("helper", world.Serves("helper"));
        dispatcher.AddTask("other", world.Serves("other"));

        var report = await dispatcher.RunAsync();

        Assert.Equal((0, StopCause.Completed, TimeSpan.FromSeconds(seconds)), (report.ExitCode, report.Reason.Cause, world.Now));
        Assert.Equal(seconds == 1 ? "outer/one/main" : "outer/two/main", report.Reason.Unit);
    });

    [Fact]
    public void S26_an_end_by_request_a_removal_and_a_restart_of_the_group_are_no_completion() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForAll);
        var main = group.AddTask("main", world.Serves("main")).Essential();
        group.AddTask("failing", world.Dies("failing", times: 1)).Restarts(Restarts.OnFailure);
        await dispatcher.StartAsync();
        await world.Delay(2);
        Assert.Equal((UnitState.Running, 2), (main.State, dispatcher.Snapshot().Of("group/main").Run));

        await dispatcher.RestartAsync(group);
        await dispatcher.StopAsync(main);
        Assert.Equal(UnitState.Running, dispatcher["group/failing"].State);
        await dispatcher.RemoveAsync(main);

        Assert.Equal(UnitState.Running, group.State);
        await dispatcher.StopAsync();
        Assert.Empty(world.Told<GroupCompleted>());
    });

    [Fact]
    public void S26_the_end_of_an_essential_member_just_when_the_set_goes_down_still_completes_the_group() => Scenario.Explore(100, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForAll);
        var done = 0;
        group.AddTask("main", async _ =>
        {
            await world.Delay(1);
            done++;
        }).Essential();
        group.AddTask("failing", async (unit, stopping) =>
        {
            await world.Delay(unit.Run == 1 ? 1 : 1000, stopping);
            throw new IOException();
        }).Restarts(Restarts.OnFailure).IgnoreFailure();
        await dispatcher.StartAsync();

        await world.Delay(10);

        // Told to stop before it had ended it is stopped, and comes back; otherwise it has completed, once.
        Assert.Equal(UnitState.Completed, group.State);
        Assert.Equal(done, dispatcher.Snapshot().Of("group/main").Run);
        Assert.Equal(world.Told<UnitCompleted>("group/main").Single().Run, done);
        Assert.Equal((0, 0), ((await dispatcher.StopAsync()).ExitCode, world.Simulation.Timers));
    });

    [Fact]
    public void S26_a_completed_group_that_always_restarts_begins_anew() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group").Restarts(Restarts.Always);
        group.AddTask("main", world.EndsAfter(1)).Essential();
        group.AddTask("helper", world.Serves("helper"));
        await dispatcher.StartAsync();

        await world.Delay(5.2);

        Assert.Equal(UnitState.Running, group.State);
        var report = await dispatcher.StopAsync();
        Assert.Equal((5, 5, 0), (report.Of("group/main").Runs, report.Of("group/helper").Runs, report.ExitCode));
    });

    [Fact]
    public void F1_what_a_completed_or_failed_group_left_behind_is_no_work() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Application();
        var completed = dispatcher.AddGroup("completed");
        completed.AddTask("main", world.EndsAfter(1)).Essential();
        completed.AddTask("helper", world.Serves("helper"));
        var failed = dispatcher.AddGroup("failed").IgnoreFailure();
        failed.AddTask("main", world.FailsAfter(2, new IOException()));
        failed.AddTask("helper", world.StopsIn("helper", 1));

        var report = await dispatcher.RunAsync();

        Assert.Equal((StopCause.Completed, 0, TimeSpan.FromSeconds(3)), (report.Reason.Cause, report.ExitCode, world.Now));
        Assert.Null(report.Reason.Unit);
    });
}
