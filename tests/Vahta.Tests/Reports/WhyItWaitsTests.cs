namespace Vahta.Tests.Reports;

public sealed class WhyItWaitsTests
{
    [Fact]
    public void S64_S27_in_a_restart_loop_a_waiting_unit_names_the_chain_to_the_root_with_times_and_the_failure() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var tries = 0;
        var database = dispatcher.AddLifespan<string>("database", _ => ++tries == 1 ? Task.FromResult("open") : Task.FromException<string>(new IOException("disk gone")))
            .Restarts(Restarts.OnFailure with { Delay = TimeSpan.FromSeconds(8) });
        var cache = dispatcher.AddLifespan("cache", world.Holds("cache")).After(database);
        dispatcher.AddTask("poller", world.Serves("poller")).After(cache);
        await dispatcher.StartAsync();
        _ = dispatcher.RestartAsync(database);
        await world.Delay(3);

        var snapshot = dispatcher.Snapshot();

        var poller = snapshot.Of("poller");
        Assert.Equal(["cache", "database"], poller.WaitingFor);
        Assert.Equal("poller Pending for 3 s, waiting for cache (Pending for 3 s) -> database (Restarting for 3 s, again in 5 s, after IOException: disk gone)", snapshot.ToString().Split('\n')[3]);
        var row = snapshot.Of("database");
        Assert.Equal((UnitState.Restarting, TimeSpan.FromSeconds(5), "disk gone"), (row.State, row.RestartsIn, row.Failure?.Message));
        Assert.Empty(row.Waits);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void S64_who_goes_down_with_a_group_waits_for_those_not_down_and_then_for_the_one_that_failed() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForAll);
        group.AddTask("slow", world.StopsIn("slow", 4));
        group.AddTask("quick", world.Serves("quick"));
        group.AddTask("dies", world.Dies("dies", times: 1)).Restarts(Restarts.OnFailure with { Delay = TimeSpan.FromSeconds(7) });
        await dispatcher.StartAsync();
        await world.Delay(3);
        var stopping = dispatcher.Snapshot();

        await world.Delay(3);

        Assert.Equal(["group/slow"], stopping.Of("group/quick").WaitingFor);
        Assert.Equal(["group/slow"], stopping.Of("group/dies").WaitingFor);
        Assert.Equal(["group/slow"], stopping.Stopping.Select(row => row.Name));
        var waiting = dispatcher.Snapshot();
        Assert.Equal(["group/dies"], waiting.Of("group/quick").WaitingFor);
        Assert.Equal(TimeSpan.FromSeconds(2), waiting.Of("group/quick").RestartsIn);
        Assert.Equal((UnitState.Restarting, "group", UnitKind.Group), (waiting.Of("group").State, waiting.Of("group/quick").Group, waiting.Of("group").Kind));
        await dispatcher.StopAsync();
    });

    [Fact]
    public void G7_who_holds_a_stop_up_is_told_live_with_the_grace_left_and_the_line_long_before_it_is_late() => Scenario.Explore(5, async world =>
    {
        var dispatcher = world.Dispatcher();
        var database = dispatcher.AddLifespan("database", world.Holds("database"));
        var poller = dispatcher.AddTask("poller", world.StopsIn("poller", 5)).After(database).StopWithin(TimeSpan.FromSeconds(7));
        await dispatcher.StartAsync();
        var stopping = dispatcher.StopAsync(database);
        await world.Delay(2);

        var held = Assert.Single(dispatcher.Snapshot().Stopping);

        Assert.Equal(("poller", TimeSpan.FromSeconds(5)), (held.Name, held.GraceLeft));
        Assert.Contains("Bodies.cs:", held.AwaitingAt, StringComparison.Ordinal);
        await stopping;
        await dispatcher.StopAsync();
    });

    [Fact]
    public void S64_the_root_of_a_start_that_hangs_is_told_with_its_line() => Scenario.Explore(5, async world =>
    {
        var dispatcher = world.Dispatcher();
        var database = dispatcher.AddJob("database", world.StopsIn("database", 1));
        dispatcher.AddTask("poller", world.Serves("poller")).After(database);
        var starting = dispatcher.StartAsync();
        await world.Delay(2);

        var wait = Assert.Single(dispatcher.Snapshot().Of("poller").Waits);

        Assert.Equal(("database", UnitState.Starting, TimeSpan.FromSeconds(2)), (wait.Unit, wait.State, wait.For));
        Assert.Contains("Bodies.cs:", wait.AwaitingAt, StringComparison.Ordinal);
        await dispatcher.StopAsync();
        await starting;
    });
}
