using System.Runtime.InteropServices;

namespace Vahta.Stopping;

/// <summary>
/// Ends the process when nothing else did: a thread of its own, made at the announcement, that depends on no lock, no pool and no
/// clock but the system's.
/// </summary>
internal sealed partial class LastResort(Action<string, int> lastWords)
{
    private static readonly TimeSpan s_wordsWithin = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_forcedWithin = TimeSpan.FromMilliseconds(500);

    private readonly ManualResetEventSlim _disarmed = new();
    private int _isExiting;

    /// <summary>Watches from now on: at the first limit it says its last words and exits, at the second it ends the process without asking.</summary>
    public void Arm(TimeSpan watch, TimeSpan end, Func<int> exitCode)
    {
        Spawn("Vahta last resort", () =>
        {
            if (!_disarmed.Wait(Longest(watch)))
            {
                Exit(exitCode(), end - watch, "The stop budget is nearly over and the process is still here.");
            }
        });
    }

    public void Disarm() => _disarmed.Set();

    /// <summary>The third step of urgency.</summary>
    public void Force(int exitCode, string why) => Exit(exitCode, s_forcedWithin, why);

    private void Exit(int exitCode, TimeSpan within, string why)
    {
        if (Interlocked.Exchange(ref _isExiting, 1) != 0)
        {
            return;
        }

        // Exit handlers and finalizers are user code too, and may hang; so may whoever reads our last words.
        Spawn("Vahta exit", () =>
        {
            new ManualResetEventSlim().Wait(within);
            EndNow(exitCode);
        });
        var said = new ManualResetEventSlim();
        Spawn("Vahta last words", () =>
        {
            lastWords(why, exitCode);
            said.Set();
        });
        said.Wait(s_wordsWithin);
        Environment.Exit(exitCode);
    }

    // What the system can wait for in one go; whoever allows more does not mean a limit.
    private static TimeSpan Longest(TimeSpan wait) => wait.TotalMilliseconds < int.MaxValue ? wait : Timeout.InfiniteTimeSpan;

    private static void Spawn(string name, Action run) => new Thread(() => run(), maxStackSize: 512 * 1024) { IsBackground = true, Name = name }.UnsafeStart();

    private static void EndNow(int exitCode)
    {
        if (OperatingSystem.IsWindows())
        {
            TerminateProcess(-1, (uint)exitCode);
        }
        else
        {
            ExitNow(exitCode);
        }
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNow(int status);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool TerminateProcess(nint process, uint exitCode);
}
