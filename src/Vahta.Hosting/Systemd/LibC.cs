using System.Runtime.InteropServices;

namespace Vahta.Hosting.Systemd;

/// <summary>What .NET cannot do with a file descriptor: send one along with a datagram, and keep one from children.</summary>
internal static unsafe partial class LibC
{
    private const int SolSocket = 1;
    private const int ScmRights = 1;
    private const int SetDescriptorFlags = 2;
    private const int CloseOnExecFlag = 1;

    /// <summary>Sends a message on a connected socket, and a descriptor with it, of which the receiver gets a copy.</summary>
    public static bool Send(SafeHandle socket, ReadOnlySpan<byte> message, SafeHandle descriptor)
    {
        var isHeld = false;
        try
        {
            descriptor.DangerousAddRef(ref isHeld);
            var rights = new Rights { Length = sizeof(nint) + (3 * sizeof(int)), Level = SolSocket, Type = ScmRights, Descriptor = (int)descriptor.DangerousGetHandle() };
            fixed (byte* bytes = message)
            {
                var part = new Part { Bytes = bytes, Length = message.Length };
                return SendMessage(socket, new() { Parts = &part, PartCount = 1, Control = &rights, ControlLength = sizeof(Rights) }, 0) >= 0;
            }
        }
        finally
        {
            if (isHeld)
            {
                descriptor.DangerousRelease();
            }
        }
    }

    /// <summary>Children do not inherit it.</summary>
    public static void CloseOnExec(int descriptor) => ControlFile(descriptor, SetDescriptorFlags, CloseOnExecFlag);

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static partial nint SendMessage(SafeHandle socket, in Message message, int flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int ControlFile(int descriptor, int command, int argument);

    // struct iovec, msghdr and cmsghdr with its one descriptor, as Linux lays them out
    private struct Part
    {
        public byte* Bytes;
        public nint Length;
    }

    private struct Message
    {
        public void* Name;
        public uint NameLength;
        public Part* Parts;
        public nint PartCount;
        public void* Control;
        public nint ControlLength;
        public int Flags;
    }

    private struct Rights
    {
        public nint Length;
        public int Level;
        public int Type;
        public int Descriptor;
    }
}
