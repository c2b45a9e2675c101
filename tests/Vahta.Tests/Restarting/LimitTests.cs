namespace Vahta.Tests.Restarting;

public sealed class LimitTests
{
    [Fact]
    public void S17_S34_as_many_starts_as_the_limit_allows_then_a_graceful_stop_with_the_cause() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddTask("other", world.StopsIn("other", 1));
        dispatcher.AddTask("poller", world.Dies("poller", times: 100)).Restarts(Restarts.OnFailure);

        var report = await dispatcher.RunAsync();

        Assert.Equal((11, 1, "poller"), (report.Of("poller").Runs, report.ExitCode, report.Reason.Unit));
        Assert.Equal(10, Assert.Single(world.Told<UnitFailed>()).GaveUpAfter);
        Assert.Equal("poller 11", report.Reason.Exception!.Message);
        Assert.Equal(["other up", "other told", "other down"], world.Journal.Where(static note => note.StartsWith("other", StringComparison.Ordinal)));
    });

    [Fact]
    public void S18_S19_failures_slower_than_the_limit_never_escalate_and_siblings_go_on() => Scenario.Explore(5, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("other", world.Serves("other"));
        dispatcher.AddTask("poller", world.Dies("poller", times: 1_000_000, after: 40)).Restarts(Restarts.OnFailure with { MaxRestarts = 3 });
        await dispatcher.StartAsync();

        await world.Delay(40 * 1000);

        var report = await dispatcher.StopAsync();
        Assert.Equal((0, 1), (report.ExitCode, report.Of("other").Runs));
        Assert.InRange(report.Of("poller").Runs, 990, 1001);
        Assert.All(world.Told<UnitRestarting>(), static restart => Assert.Equal((100, 1), (restart.Delay.TotalMilliseconds, restart.Attempt)));
    });

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void S21_what_always_fails_at_once_escalates_and_does_not_spin(double delay) => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddTask("poller", static _ => throw new IOException("always")).Restarts(Restarts.OnFailure with { Delay = TimeSpan.FromSeconds(delay), AlsoAtStart = true });

        var report = await dispatcher.RunAsync();

        Assert.Equal((11, 3, StopCause.StartFailed), (report.Of("poller").Runs, report.ExitCode, report.Reason.Cause));
        LegalSequences.Check(world.Events);
    });

    [Fact]
    public void KeepTrying_tries_at_the_cap_for_ever_and_keeps_the_latest_failures_only() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        var poller = dispatcher.AddTask("poller", world.Dies("poller", times: int.MaxValue)).Restarts(Restarts.OnFailure with { KeepTrying = true });
        await dispatcher.StartAsync();

        await world.Delay(31 * 10_000);

        Assert.NotEqual(UnitState.Failed, poller.State);
        var restarts = world.Told<UnitRestarting>();
        Assert.InRange(restarts.Count, 9_990, 10_010);
        Assert.All(restarts.Skip(9), static restart => Assert.Equal(30, restart.Delay.TotalSeconds));
        var report = await dispatcher.StopAsync();
        var last = restarts[^1].Run;
        Assert.Equal(Enumerable.Range(last - 15, 16).Select(static run => $"poller {run}"), report.Of("poller").Errors.Select(static error => error.Message));
        Assert.Equal((0, 0), (report.ExitCode, report.Errors.Count));
    });

    [Fact]
    public void Jumps_of_the_wall_clock_change_no_delay_no_limit_and_no_watchdog() => Scenario.Explore(10, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("poller", world.Dies("poller", times: 3)).Restarts(Restarts.OnFailure with { MaxRestarts = 3 });
        dispatcher.AddTask("watched", async (unit, stopping) =>
        {
            while (!stopping.IsCancellationRequested)
            {
                unit.Heartbeat();
                await world.Delay(1, stopping);
            }
        }).Watchdog(TimeSpan.FromSeconds(2));
        await dispatcher.StartAsync();

        foreach (var hours in new[] { 5, -50, 1, -1, 100 })
        {
            await world.Delay(0.5);
            world.Simulation.JumpClock(TimeSpan.FromHours(hours));
        }

        await world.Delay(60);
        Assert.Equal([1, 2.1, 3.3], world.Told<UnitRestarting>().Select(static restart => Math.Round(restart.Elapsed.TotalSeconds, 3)));
        Assert.Equal((UnitState.Running, UnitState.Running), (dispatcher["poller"].State, dispatcher["watched"].State));
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    });

    [Fact]
    public void S17_a_start_by_request_clears_the_count_and_so_does_a_reset() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var poller = dispatcher.AddTask("poller", world.Dies("poller", times: 100)).Restarts(Restarts.OnFailure with { MaxRestarts = 2 }).IgnoreFailure();
        await dispatcher.StartAsync();
        await world.Delay(2.5);

        dispatcher.Reset(poller);
        await world.Delay(2.1);
        Assert.Equal([1, 2, 1, 2], world.Told<UnitRestarting>().Select(static restart => restart.Attempt).Take(4));
        await world.Delay(10);
        Assert.Equal(UnitState.Failed, poller.State);

        await dispatcher.StartAsync(poller);
        await world.Delay(10);
        Assert.Equal([1, 2, 1, 2, 1, 2], world.Told<UnitRestarting>().Select(static restart => restart.Attempt));
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    });
}
