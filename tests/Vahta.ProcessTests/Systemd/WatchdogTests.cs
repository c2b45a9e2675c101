namespace Vahta.ProcessTests.Systemd;

public sealed class WatchdogTests
{
    [Theory]
    [InlineData("Deadlocked")]
    [InlineData("Starved")]
    public async Task S57_a_service_that_can_do_nothing_any_more_is_killed_and_started_again_and_one_that_is_well_is_left_alone(string scenario)
    {
        await using var systemd = await SystemdSession.BeginAsync($"Systemd.{scenario} %FILE%", "WatchdogSec=3", "WatchdogSignal=SIGKILL", "Restart=on-failure", "RestartSec=3");
        await systemd.SystemctlAsync("start");

        await systemd.UntilAsync(seen => seen is { Sub: "auto-restart", Result: "watchdog" });
        await systemd.UntilAsync(seen => seen is { Restarts: 1, Active: "active" });

        await Task.Delay(TimeSpan.FromSeconds(8));
        var later = await systemd.ShowAsync();
        Assert.Equal(("active", 1, "Running: 1 unit"), (later.Active, later.Restarts, later.Status));
    }
}
