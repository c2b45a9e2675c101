using System.Net.Sockets;

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

    [Fact]
    public async Task A_socket_that_systemd_listens_on_starts_the_service_and_is_passed_to_it_by_its_name_but_not_to_its_children()
    {
        await using var systemd = await SystemdSession.BeginAsync("Systemd.Listening");
        systemd.ListenFor($"ListenStream={systemd.File}", "FileDescriptorName=web");
        Assert.Equal(0, await systemd.SystemctlAsync("start", "socket"));
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

        await client.ConnectAsync(new UnixDomainSocketEndPoint(systemd.File)).WaitAsync(RunningProgram.Patience);

        using var answer = new StreamReader(new NetworkStream(client));
        Assert.Equal("served by web; a child has it: False", await answer.ReadLineAsync().WaitAsync(RunningProgram.Patience));
    }
}
