namespace Vahta.Tests.Requests;

public sealed class ManualTests
{
    [Fact]
    public void S13_it_stays_pending_and_holds_nobody_up_and_its_dependents_report_waiting() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("manual", world.Serves("manual")).Manual();
        dispatcher.AddTask("behind", world.Serves("behind")).After("manual");
        dispatcher.AddTask("other", world.Serves("other"));

        await dispatcher.StartAsync();

        var snapshot = dispatcher.Snapshot();
        Assert.Equal((UnitState.Pending, UnitState.Pending, UnitState.Running), (snapshot.Of("manual").State, snapshot.Of("behind").State, snapshot.Of("other").State));
        Assert.Equal(["manual"], snapshot.Of("behind").WaitingFor);
        var report = await dispatcher.StopAsync();
        Assert.Equal((0, 0, 0), (report.ExitCode, report.Of("manual").Runs, report.Of("behind").Runs));
    });

    [Fact]
    public void S13_the_start_of_a_dependent_starts_it_also_through_another() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("manual", world.Serves("manual")).Manual();
        dispatcher.AddTask("between", world.Serves("between")).After("manual");
        dispatcher.AddTask("behind", world.Serves("behind")).After("between");
        await dispatcher.StartAsync();

        Assert.Equal(["manual", "between", "behind"], dispatcher.Preview(UnitRequest.Start, "behind").Starts);
        await dispatcher.StartAsync("behind");

        Assert.Equal(["manual up", "between up", "behind up"], world.Journal);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void S67_a_manual_need_that_was_stopped_by_request_is_not_started_by_a_dependent() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("manual", world.Serves("manual")).Manual();
        dispatcher.AddTask("behind", world.Serves("behind")).After("manual");
        await dispatcher.StartAsync();
        await dispatcher.StopAsync("manual");

        var refused = await Thrown.By<InvalidOperationException>(dispatcher.StartAsync("behind"));

        Assert.Equal(refused.Message, dispatcher.Preview(UnitRequest.Start, "behind").Refusal);
        Assert.Contains("'manual', which it needs, was stopped by request. Start 'manual' first.", refused.Message, StringComparison.Ordinal);
        Assert.Empty(world.Journal);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void A_run_ends_when_only_manual_units_are_left_and_not_while_one_that_was_asked_for_works() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddTask("manual", world.EndsAfter(10)).Manual();
        dispatcher.AddTask("never", world.Serves("never")).Manual();
        dispatcher.AddJob("work", async stopping =>
        {
            await world.Delay(1, stopping);
            await dispatcher.StartAsync("manual", stopping);
        });

        var report = await dispatcher.RunAsync();

        Assert.Equal((0, StopCause.Completed, 11, 0), (report.ExitCode, report.Reason.Cause, world.Now.TotalSeconds, report.Of("never").Runs));
    });

    [Fact]
    public void In_order_the_start_waits_for_what_comes_after_a_manual_unit_though_something_before_that_is_late() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher(static options => options.InOrder = true);
        dispatcher.AddJob("late", world.EndsAfter(1));
        dispatcher.AddTask("manual", world.Serves("manual")).Manual();
        dispatcher.AddTask("last", world.Serves("last"));

        await dispatcher.StartAsync();

        Assert.Equal((UnitState.Pending, UnitState.Running), (dispatcher["manual"].State, dispatcher["last"].State));
        await dispatcher.StopAsync();
    });

    [Fact]
    public void In_order_a_manual_unit_holds_up_none_that_only_come_after_it() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher(static options => options.InOrder = true);
        dispatcher.AddTask("odd", world.Serves("odd")).Manual();
        dispatcher.AddLifespan("first", world.Holds("first", setup: 1));
        dispatcher.AddTask("manual", world.Serves("manual")).Manual();
        dispatcher.AddTask("other", world.Serves("other")).Manual();
        dispatcher.AddTask("last", world.Serves("last"));
        await dispatcher.StartAsync();
        await world.QuietAsync();

        Assert.Equal(["first up", "last up"], world.Journal);
        await dispatcher.RestartAsync("last");
        Assert.DoesNotContain("manual up", world.Journal);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void An_edge_that_only_orders_refuses_no_start_and_no_removal() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher(static options => options.InOrder = true);
        dispatcher.AddTask("first", world.Serves("first"));
        dispatcher.AddTask("last", world.Serves("last"));
        await dispatcher.StartAsync();
        await dispatcher.StopAsync("first");

        await dispatcher.RestartAsync("last");
        await dispatcher.RemoveAsync("first");
        await dispatcher.RestartAsync("last");

        Assert.Equal(3, dispatcher.Snapshot().Of("last").Run);
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    });
}
