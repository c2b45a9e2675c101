namespace Vahta.Tests.Requests;

/// <summary>Requests that come while another is under way, or while everything stops.</summary>
public sealed class RequestsThatMeetTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void H15_a_stop_during_a_removal_leaves_it_a_removal(bool ofGroup) => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group");
        var gone = group.AddTask("gone", world.StopsIn("gone", 2));
        group.AddTask("other", world.Serves("other"));
        await dispatcher.StartAsync();
        var removed = dispatcher.RemoveAsync(gone);
        await world.Delay(1);

        await dispatcher.StopAsync(ofGroup ? group : gone);
        await removed;

        Assert.False(dispatcher.TryGetUnit("group/gone", out _));
        await dispatcher.StopAsync();
    });

    [Fact]
    public void A_restart_of_a_unit_that_is_starting_returns_with_the_new_run() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var slow = dispatcher.AddTask("slow", async (unit, stopping) =>
        {
            if (unit.Run == 1)
            {
                throw new IOException("first");
            }

            await world.Delay(2, stopping);
            unit.Ready();
            await world.Fires(stopping);
        }).NotifiesReady().Restarts(Restarts.OnFailure with { AlsoAtStart = true });
        dispatcher.AddTask("optional", world.StopsIn("optional", 5)).After(slow, Dependency.Optional);
        var starting = dispatcher.StartAsync();
        await world.Delay(1);

        await dispatcher.RestartAsync(slow);

        Assert.Equal((3, UnitState.Running), (dispatcher.Snapshot().Of("slow").Run, slow.State));
        await dispatcher.StopAsync();
        await starting;
    });

    [Fact]
    public void A_reset_after_the_announcement_leaves_the_report_as_it_was() => Scenario.Explore(10, async world =>
    {
        var dispatcher = world.Dispatcher();
        var failed = dispatcher.AddTask("failed", world.FailsAfter(1, new IOException("x"))).IgnoreFailure();
        dispatcher.AddTask("slow", world.StopsIn("slow", 3));
        await dispatcher.StartAsync();
        await world.Delay(2);
        var stopping = dispatcher.StopAsync();
        await world.Delay(1);

        dispatcher.Reset(failed);

        Assert.Equal(UnitState.Failed, (await stopping).Of("failed").State);
    });

    [Fact]
    public void S44_a_hook_of_the_stop_that_stops_a_unit_does_not_wait_for_itself() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var unit = dispatcher.AddTask("unit", world.Serves("unit"));
        dispatcher.OnStopping(_ => dispatcher.StopAsync(unit));
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();

        Assert.Equal((0, TimeSpan.Zero), (report.ExitCode, report.Stopping));
    });
}
