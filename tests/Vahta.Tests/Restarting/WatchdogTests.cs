namespace Vahta.Tests.Restarting;

public sealed class WatchdogTests
{
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(2);

    [Fact]
    public void S31_a_heartbeat_of_an_old_run_does_not_keep_the_new_one_alive() => Scenario.Explore(20, async world =>
    {
        UnitContext? first = null;
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("poller", async (unit, stopping) =>
        {
            first ??= unit;
            await world.Fires(stopping);
        }).Watchdog(s_silence).Restarts(Restarts.OnFailure with { KeepTrying = true });
        await dispatcher.StartAsync();
        await world.Delay(2.5);

        for (var beat = 0; beat < 10; beat++)
        {
            first!.Heartbeat();
            await world.Delay(0.5);
        }

        Assert.Equal([2, 4.1, 6.3], world.Told<UnitRestarting>().Select(static restart => Math.Round(restart.Elapsed.TotalSeconds, 3)));
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    });

    [Fact]
    public void It_is_armed_when_the_unit_is_ready_and_not_before() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("poller", async (unit, stopping) =>
        {
            await world.Delay(10, stopping);
            unit.Ready();
            await world.Fires(stopping);
        }).NotifiesReady().Watchdog(s_silence).IgnoreFailure();
        await dispatcher.StartAsync();

        await world.Delay(10);

        Assert.Equal(12, Assert.Single(world.Told<UnitFailed>()).Elapsed.TotalSeconds, 0.001);
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    });

    [Fact]
    public void At_the_announcement_it_is_disarmed() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("last", world.StopsIn("last", 8)).After("poller");
        dispatcher.AddTask("poller", async (unit, stopping) =>
        {
            while (!unit.Ending.IsCancellationRequested)
            {
                unit.Heartbeat();
                await world.Delay(0.5, unit.Ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }

            await world.Fires(stopping);
        }).Watchdog(s_silence);
        await dispatcher.StartAsync();
        await world.Delay(5);

        var report = await dispatcher.StopAsync();

        Assert.Equal((0, UnitState.Stopped), (report.ExitCode, report.Of("poller").State));
        Assert.Empty(world.Told<UnitLate>());
        Assert.Equal(0, world.Simulation.Timers);
    });

    [Fact]
    public void What_does_not_end_after_its_silence_is_abandoned_for_good_whatever_its_policy() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddTask("poller", world.NeverEnds()).Watchdog(s_silence).StopWithin(TimeSpan.FromSeconds(3)).Restarts(Restarts.OnFailure);
        await dispatcher.StartAsync();

        await world.Delay(20);

        var abandoned = Assert.Single(world.Told<UnitAbandoned>());
        Assert.Equal(2 + 3 + 1, abandoned.Elapsed.TotalSeconds, 0.001);
        var report = await dispatcher.StopAsync();
        Assert.Equal((4, StopCause.UnitFailed, "poller", 1), (report.ExitCode, report.Reason.Cause, report.Reason.Unit, report.Of("poller").Runs));
        Assert.IsType<UnitTimeoutException>(Assert.Single(report.Errors));
    });

    [Fact]
    public void A_run_that_completes_after_it_was_found_silent_has_failed_all_the_same() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("poller", world.StopsIn("poller", 1)).Watchdog(s_silence).IgnoreFailure();
        await dispatcher.StartAsync();

        await world.Delay(10);

        var failed = Assert.Single(world.Told<UnitFailed>());
        Assert.Equal(3, failed.Elapsed.TotalSeconds, 0.001);
        Assert.IsType<UnitTimeoutException>(Assert.Single(failed.Exceptions));
        await dispatcher.StopAsync();
    });

    [Fact]
    public void On_a_lifespan_and_a_job_it_is_refused_with_the_way_out() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("cache", world.Holds("cache")).Watchdog(s_silence);
        dispatcher.AddJob("migrate", world.EndsAfter(1)).Watchdog(s_silence);

        var refused = await Thrown.By<DispatcherConfigurationException>(dispatcher.StartAsync());

        Assert.Contains("'cache' is a lifespan and has no loop to give a heartbeat from. Remove Watchdog", refused.Message, StringComparison.Ordinal);
        Assert.Contains("'migrate' is a job and has no loop to give a heartbeat from. Remove Watchdog, and bound its run with StartWithin", refused.Message, StringComparison.Ordinal);
    });
}
