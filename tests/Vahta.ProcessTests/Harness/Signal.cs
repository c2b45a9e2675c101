using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Vahta.ProcessTests.Harness;

/// <summary>The signals the tests send, with their numbers on Linux.</summary>
internal enum Signal
{
    SIGHUP = 1,
    SIGINT = 2,
    SIGQUIT = 3,
    SIGUSR1 = 10,
    SIGTERM = 15,
}

/// <summary>Sends signals: neither .NET nor CliWrap can send all of them.</summary>
internal static class SignalSender
{
    private const int NoSuchProcess = 3;

    /// <summary>Sends a signal to a process; one that has just ended gets nothing.</summary>
    public static void Send(int process, Signal signal)
    {
        if (Kill(process, (int)signal) != 0 && Marshal.GetLastPInvokeError() is not NoSuchProcess and var error)
        {
            throw new Win32Exception(error);
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int process, int signal);
}
