namespace Vahta.Tests.Stopping;

public sealed class ExtendStopTests
{
    [Fact]
    public void M8_S51_an_extension_is_granted_and_honoured() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("slow", async (unit, stopping) =>
        {
            await world.Fires(stopping);
            await world.Delay(1.5);
            world.Note($"granted {unit.ExtendStop(TimeSpan.FromSeconds(5)).TotalSeconds}");
            await world.Delay(4);
        }).StopWithin(TimeSpan.FromSeconds(2));
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();

        Assert.Equal(["granted 5"], world.Journal);
        Assert.Equal((0, TimeSpan.FromSeconds(5.5)), (report.ExitCode, report.Stopping));
    });

    [Fact]
    public void S51_an_extension_that_is_used_up_ends_in_abandonment() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("stuck", async (unit, stopping) =>
        {
            await world.Fires(stopping);
            unit.ExtendStop(TimeSpan.FromSeconds(3));
            await new TaskCompletionSource().Task;
        }).StopWithin(TimeSpan.FromSeconds(2));
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();

        Assert.Equal((4, TimeSpan.FromSeconds(2 + 3 + 1)), (report.ExitCode, report.Stopping));
    });

    [Fact]
    public void S51_an_extension_never_takes_from_units_that_stop_later() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher(options => options.InOrder = true);
        dispatcher.AddTask("later", world.NeverEnds()).StopWithin(TimeSpan.FromSeconds(5));
        dispatcher.AddTask("greedy", async (unit, stopping) =>
        {
            await world.Fires(stopping);
            world.Note($"granted {unit.ExtendStop(TimeSpan.FromHours(1)).TotalSeconds}, then {unit.ExtendStop(TimeSpan.FromSeconds(1)).TotalSeconds}");
            await new TaskCompletionSource().Task;
        }).StopWithin(TimeSpan.FromSeconds(2));
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();
        await world.QuietAsync();

        // 22.5 s for both, of which the later needs 6 and the greedy has 3.
        Assert.Equal(["granted 13.5, then 0"], world.Journal);
        Assert.Equal(TimeSpan.FromSeconds(5), Assert.Single(world.Told<UnitStopping>("later")).Grace);
        Assert.Equal(TimeSpan.FromSeconds(22.5), report.Stopping);
    });

    [Fact]
    public void S51_nothing_is_granted_once_aborting_has_fired_or_before_the_stop() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("slow", async (unit, stopping) =>
        {
            world.Note($"{unit.ExtendStop(TimeSpan.FromSeconds(5)).TotalSeconds}");
            await world.Fires(unit.Aborting);
            world.Note($"{unit.ExtendStop(TimeSpan.FromSeconds(5)).TotalSeconds}");
            await new TaskCompletionSource().Task;
        }).StopWithin(TimeSpan.FromSeconds(2));
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();

        Assert.Equal(["0", "0"], world.Journal);
        Assert.Equal(TimeSpan.FromSeconds(3), report.Stopping);
    });

    [Fact]
    public void S51_nothing_is_granted_where_graces_had_to_shrink() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher(options => options.StopBudget = TimeSpan.FromSeconds(5));
        dispatcher.AddTask("slow", async (unit, stopping) =>
        {
            await world.Fires(stopping);
            world.Note($"{unit.ExtendStop(TimeSpan.FromSeconds(5)).TotalSeconds}");
        });
        await dispatcher.StartAsync();

        await dispatcher.StopAsync();

        Assert.Equal(["0"], world.Journal);
    });

    [Fact]
    public void S51_a_negative_extension_is_refused() => Scenario.Explore(1, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("slow", async (unit, stopping) =>
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => unit.ExtendStop(TimeSpan.FromSeconds(-1)));
            world.Note("refused");
            await world.Fires(stopping);
        });
        await dispatcher.StartAsync();
        await dispatcher.StopAsync();

        Assert.Equal(["refused"], world.Journal);
    });

    [Fact]
    public void S51_a_unit_stopped_by_request_alone_may_take_the_time_it_asks_for() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var slow = dispatcher.AddTask("slow", async (unit, stopping) =>
        {
            await world.Fires(stopping);
            world.Note($"granted {unit.ExtendStop(TimeSpan.FromMinutes(2)).TotalSeconds}");
            await world.Delay(100);
        });
        await dispatcher.StartAsync();

        await dispatcher.StopAsync(slow);

        Assert.Equal(["granted 120"], world.Journal);
        Assert.Equal((UnitState.Stopped, TimeSpan.FromSeconds(100)), (slow.State, world.Now));
        await dispatcher.StopAsync();
    });

    [Fact]
    public void G2_a_unit_that_was_stopping_before_the_announcement_is_granted_no_more_than_the_budget_has() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var slow = dispatcher.AddTask("slow", async (unit, stopping) =>
        {
            await world.Fires(stopping);
            await world.Delay(6);
            world.Note($"granted {unit.ExtendStop(TimeSpan.FromHours(1)).TotalSeconds}");
            await new TaskCompletionSource().Task;
        });
        await dispatcher.StartAsync();
        _ = dispatcher.StopAsync(slow);
        await world.Delay(5);

        var report = await dispatcher.StopAsync();

        Assert.Equal(["granted 16.5"], world.Journal);
        Assert.Equal(TimeSpan.FromSeconds(22.5), report.Stopping);
    });
}
