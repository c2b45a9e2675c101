using Vahta.Hosting.Systemd;

namespace Vahta.Hosting;

/// <summary>The file descriptors that systemd passed to the process.</summary>
public static class SystemdDescriptors
{
    private static readonly Lazy<IReadOnlyList<SystemdDescriptor>> s_received = new(Receive);

    /// <summary>
    /// Those a socket unit listens on, and those stored by <c>StoreFileDescriptor</c> in an earlier life, in systemd's order; none where it passed none to this process. Read once, on first
    /// use: then <c>LISTEN_FDS</c> leaves the environment, and children inherit neither that nor the descriptors.
    /// </summary>
    public static IReadOnlyList<SystemdDescriptor> Received => s_received.Value;

    private static IReadOnlyList<SystemdDescriptor> Receive()
    {
        var received = SystemdEnvironment.TakeDescriptors();
        foreach (var descriptor in received)
        {
            LibC.CloseOnExec(descriptor.Number);
        }

        return received;
    }
}
