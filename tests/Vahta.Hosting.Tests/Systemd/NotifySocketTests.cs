using System.Net.Sockets;
using System.Text;
using Vahta.Hosting.Systemd;

namespace Vahta.Hosting.Tests.Systemd;

public sealed class NotifySocketTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    public static TheoryData<string> Addresses => [Path.Combine(Path.GetTempPath(), $"vahta-{Guid.NewGuid():N}.sock"), $"@vahta-{Guid.NewGuid():N}"];

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task N16_a_message_is_one_datagram_to_a_path_or_an_abstract_name(string address)
    {
        using var systemd = Listen(address);

        Assert.True(new NotifySocket(address).Send("READY=1\nSTATUS=läuft"));

        Assert.Equal("READY=1\nSTATUS=läuft", await ReceiveAsync(systemd));
        File.Delete(address);
    }

    [Fact]
    public async Task A_file_descriptor_goes_along_with_its_message()
    {
        var address = $"@vahta-{Guid.NewGuid():N}";
        using var systemd = Listen(address);
        using var file = File.OpenHandle("/dev/null");

        Assert.True(new NotifySocket(address).Send("FDSTORE=1\nFDNAME=state", file));

        Assert.Equal("FDSTORE=1\nFDNAME=state", await ReceiveAsync(systemd));
        Assert.False(file.IsClosed);
    }

    [Fact]
    public void Where_nobody_listens_a_message_is_dropped_and_nothing_thrown()
    {
        using var file = File.OpenHandle("/dev/null");

        Assert.False(new NotifySocket("/nowhere/notify").Send("READY=1"));
        Assert.False(new NotifySocket("@vahta-nobody").Send("FDSTORE=1", file));
    }

    internal static Socket Listen(string address)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(address.StartsWith('@') ? $"\0{address[1..]}" : address));
        return socket;
    }

    internal static async Task<string> ReceiveAsync(Socket socket)
    {
        var buffer = new byte[4096];
        using var limit = new CancellationTokenSource(s_patience);
        return Encoding.UTF8.GetString(buffer, 0, await socket.ReceiveAsync(buffer, limit.Token));
    }
}
