namespace Vahta.ProcessTests.Systemd;

public sealed class ReloadTests
{
    [Fact]
    public async Task N16_S59_a_reload_is_seen_to_begin_and_to_end_and_one_that_fails_leaves_the_service_running()
    {
        await using var systemd = await SystemdSession.BeginAsync("Systemd.Service %FILE%", "ExecReload=/bin/kill -HUP $MAINPID");
        await systemd.SystemctlAsync("start");

        Assert.Equal(0, await systemd.SystemctlAsync("reload"));
        await systemd.UntilAsync(seen => seen is { Active: "reloading", Sub: "reload", Status: "Reloading" });
        await File.WriteAllTextAsync(systemd.File, "seen", TestContext.Current.CancellationToken);
        var failed = await systemd.UntilAsync(seen => seen.Status.Contains("failed to reload"));
        Assert.Equal(("active", "running", "Running: 2 units; failed to reload: poller"), (failed.Active, failed.Sub, failed.Status));

        Assert.Equal(0, await systemd.SystemctlAsync("reload"));
        await systemd.UntilAsync(seen => seen is { Active: "active", Sub: "running", Status: "Running: 2 units" });
    }
}
