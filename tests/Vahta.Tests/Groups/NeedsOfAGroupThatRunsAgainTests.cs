namespace Vahta.Tests.Groups;

public sealed class NeedsOfAGroupThatRunsAgainTests
{
    [Fact]
    public void G4_who_needs_a_job_that_is_done_again_goes_down_before_and_comes_back_after() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group").Restarts(Restarts.OnFailure);
        group.AddJob("job", async stopping =>
        {
            world.Note("job begins");
            await world.Delay(1, stopping);
        });
        group.AddTask("task", world.Dies("task", times: 1, after: 5));
        dispatcher.AddTask("needs", world.Serves("needs")).After("group/job");
        await dispatcher.StartAsync();

        await world.Delay(20);

        Assert.Equal(["job begins", "needs up", "needs down", "job begins", "needs up"], world.Journal.Where(line => !line.StartsWith("task", StringComparison.Ordinal)));
        await dispatcher.StopAsync();
    });

    [Fact]
    public void G5_who_needs_a_member_that_was_abandoned_goes_down_where_its_group_runs_again_without_it() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForAll).Restarts(Restarts.OnFailure);
        group.AddTask("hung", (unit, stopping) => unit.Run == 1 ? world.Delay(100) : world.Fires(stopping)).Watchdog(TimeSpan.FromSeconds(1)).StopWithin(TimeSpan.FromSeconds(1));
        group.AddTask("other", world.Serves("other"));
        var needs = dispatcher.AddTask("needs", world.Serves("needs")).After("group/hung");
        await dispatcher.StartAsync();

        await world.Delay(50);

        Assert.Equal((UnitState.Skipped, "group/hung"), (needs.State, Assert.Single(world.Told<UnitSkipped>("needs")).Cause));
        Assert.Equal(2, dispatcher.Snapshot().Of("group/other").Run);
        Assert.Equal(4, (await dispatcher.StopAsync()).ExitCode);
    });
}
