using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Vahta.Hosting.Systemd;

/// <summary>
/// The socket on which systemd listens for a service's messages. Opened for each, as libsystemd does: there is nothing to keep, and one that was made anew is found. What
/// cannot be delivered is dropped, since no application should fail for the sake of whoever watches it.
/// </summary>
/// <param name="address">A path, or with a leading <c>@</c> an abstract name.</param>
internal sealed class NotifySocket(string address)
{
    // A systemd that takes nothing for so long is itself in trouble.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly UnixDomainSocketEndPoint _endPoint = new(address.StartsWith('@') ? $"\0{address[1..]}" : address);

    /// <summary>Sends the lines of one message. False where they could not be delivered.</summary>
    public bool Send(string message) => Deliver(message, static (socket, bytes) => socket.Send(bytes) == bytes.Length);

    /// <summary>Sends a message together with a file descriptor.</summary>
    public bool Send(string message, SafeHandle descriptor) => Deliver(message, (socket, bytes) => LibC.Send(socket.SafeHandle, bytes, descriptor));

    private bool Deliver(string message, Func<Socket, byte[], bool> send)
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { SendTimeout = (int)s_patience.TotalMilliseconds };
            socket.Connect(_endPoint);
            return send(socket, Encoding.UTF8.GetBytes(message));
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
