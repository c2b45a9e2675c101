namespace Vahta.Tests.Reports;

public sealed class SnapshotTests
{
    [Fact]
    public void S64_a_waiting_unit_names_what_it_waits_for_down_to_the_root() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var root = dispatcher.AddLifespan("root", world.Holds("root", setup: 10));
        var middle = dispatcher.AddLifespan("middle", world.Holds("middle")).After(root);
        dispatcher.AddTask("leaf", world.Serves("leaf")).After(middle);
        var starting = dispatcher.StartAsync();
        await world.Delay(3);

        var snapshot = dispatcher.Snapshot();

        Assert.Equal(["middle", "root"], snapshot.Of("leaf").WaitingFor);
        Assert.Equal(["root"], snapshot.Of("middle").WaitingFor);
        Assert.Empty(snapshot.Of("root").WaitingFor);
        Assert.Equal((UnitState.Starting, TimeSpan.FromSeconds(3), 1), (snapshot.Of("root").State, snapshot.Of("root").For, snapshot.Of("root").Run));
        Assert.Equal((DispatcherState.Starting, null), (snapshot.State, snapshot.Reason));
        await dispatcher.StopAsync();
        await starting;
    });

    [Fact]
    public void S64_in_a_stop_each_unit_says_who_holds_it_up_and_what_is_left_of_its_grace() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var database = dispatcher.AddLifespan("database", world.Holds("database"));
        dispatcher.AddTask("poller", world.StopsIn("poller", 5)).After(database).StopWithin(TimeSpan.FromSeconds(7));
        dispatcher.AddTask("quick", world.Serves("quick")).After(database);
        await dispatcher.StartAsync();
        var stopping = dispatcher.StopAsync();
        await world.Delay(3);

        var snapshot = dispatcher.Snapshot();

        Assert.Equal(["poller"], snapshot.Of("database").BlockedBy);
        Assert.Null(snapshot.Of("database").GraceLeft);
        Assert.Equal((UnitState.Stopping, TimeSpan.FromSeconds(4)), (snapshot.Of("poller").State, snapshot.Of("poller").GraceLeft));
        Assert.Empty(snapshot.Of("poller").BlockedBy);
        Assert.Equal((DispatcherState.Stopping, StopCause.Requested), (snapshot.State, snapshot.Reason?.Cause));
        await stopping;
    });

    [Fact]
    public void G7_a_unit_says_what_it_is_doing() => Scenario.Explore(10, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("poller", async (unit, stopping) =>
        {
            unit.Status("page 1");
            unit.Status("page 2");
            await world.Fires(stopping);
        });
        await dispatcher.StartAsync();

        Assert.Equal("page 2", dispatcher.Snapshot().Of("poller").Status);
        var report = await dispatcher.StopAsync();
        await world.QuietAsync();
        Assert.Equal("page 2", report.Of("poller").Status);
        Assert.Equal(["page 1", "page 2"], world.Told<UnitStatusChanged>("poller").Select(told => told.Status));
    });

    [Fact]
    public void G7_units_are_listed_in_the_order_of_registration_before_and_after_the_run() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("c", world.Serves("c")).After("a");
        dispatcher.AddTask("b", world.Serves("b"));
        dispatcher.AddTask("a", world.Serves("a"));
        Assert.Equal(["c", "b", "a"], dispatcher.Snapshot().Units.Select(unit => unit.Name));

        await dispatcher.StartAsync();
        var report = await dispatcher.StopAsync();

        Assert.Equal(["c", "b", "a"], report.Units.Select(unit => unit.Name));
        Assert.Equal(["c", "b", "a"], dispatcher.Snapshot().Units.Select(unit => unit.Name));
    });
}
