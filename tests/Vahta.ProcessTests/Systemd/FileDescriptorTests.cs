namespace Vahta.ProcessTests.Systemd;

public sealed class FileDescriptorTests
{
    [Fact]
    public async Task A_stored_file_descriptor_outlives_a_failure_and_comes_back_by_its_name_until_it_is_removed()
    {
        await using var systemd = await SystemdSession.BeginAsync("Systemd.Keeping %FILE%", "FileDescriptorStoreMax=4", "Restart=on-failure", "RestartSec=100ms");
        await systemd.SystemctlAsync("start");

        await systemd.UntilAsync(seen => seen.Descriptors == 1);
        await systemd.UntilAsync(seen => seen is { Restarts: 1, Active: "active", Descriptors: 0 });

        Assert.Contains("stored: True", systemd.Output);
        Assert.Contains("received: state-42", systemd.Output);
        Assert.Contains("removed: True", systemd.Output);
    }
}
