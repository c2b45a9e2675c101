namespace Vahta.ProcessTests.Systemd;

public sealed class ServiceTests
{
    [Fact]
    public async Task N16_systemd_waits_until_all_is_ready_shows_the_status_and_sees_a_clean_stop()
    {
        await using var systemd = await SystemdSession.BeginAsync("Systemd.Service", "WatchdogSec=60");

        Assert.Equal(0, await systemd.SystemctlAsync("start"));
        Assert.Contains("database up", systemd.Output);
        Assert.Contains("a child is told: .", systemd.Output);
        var running = await systemd.UntilAsync(seen => seen.Status == "Running: 2 units");
        Assert.Equal(("active", "running"), (running.Active, running.Sub));

        await systemd.SystemctlAsync("stop --no-block");
        var stopping = await systemd.UntilAsync(seen => seen.Status == "Stopping: 2 units left, waiting for poller");
        Assert.Equal("deactivating", stopping.Active);
        var stopped = await systemd.UntilAsync(seen => seen.Active == "inactive");

        // The last status is the unit's only while systemd has not unloaded it, as it may do with what is inactive.
        Assert.Equal(("success", 0, true), (stopped.Result, stopped.ExitCode, stopped.Status is "Stopped: signal SIGTERM. Exit code 0." or ""));
        Assert.Contains("Stopped: signal SIGTERM. Exit code 0.", systemd.Output);
    }

    [Fact]
    public async Task N16_four_seconds_of_drain_survive_a_stop_time_out_of_one()
    {
        await using var systemd = await SystemdSession.BeginAsync("Systemd.Service", "TimeoutStopSec=1");
        await systemd.SystemctlAsync("start");

        await systemd.SystemctlAsync("stop");

        Assert.Equal(("success", 0), await systemd.ShowAsync() is var seen ? (seen.Result, seen.ExitCode) : default);
        Assert.Contains("poller drained", systemd.Output);
        Assert.Contains("Stopped: signal SIGTERM. Exit code 0.", systemd.Output);
    }

    [Fact]
    public async Task The_same_drain_is_killed_where_systemd_does_not_listen()
    {
        await using var systemd = await SystemdSession.BeginAsync("Systemd.Service", "Type=exec", "TimeoutStopSec=1");
        await systemd.SystemctlAsync("start");
        await systemd.UntilAsync(_ => systemd.Output.Contains("ready"));

        await systemd.SystemctlAsync("stop");

        Assert.Equal("timeout", (await systemd.ShowAsync()).Result);
        Assert.DoesNotContain("poller drained", systemd.Output);
    }

    [Fact]
    public async Task N16_a_start_of_eight_seconds_survives_a_start_time_out_of_five()
    {
        await using var systemd = await SystemdSession.BeginAsync("Systemd.SlowStart", "TimeoutStartSec=5");

        await systemd.SystemctlAsync("start --no-block");
        var starting = await systemd.UntilAsync(seen => seen.Status == "Starting: 1 of 2 units ready, waiting for migrate");
        Assert.Equal("activating", starting.Active);

        var started = await systemd.UntilAsync(seen => seen.Active != "activating");
        Assert.Equal(("active", "Running: 1 unit"), (started.Active, started.Status));
    }
}
