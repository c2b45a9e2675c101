using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Vahta.Stopping;

/// <summary>
/// Ends the process when nothing else did: a thread of its own, made at the announcement, that depends on no lock, no pool and no
/// clock but the system's.
/// </summary>
internal sealed partial class LastResort(Action<string, int> lastWords)
{
    private static readonly TimeSpan s_wordsWithin = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_forcedWithin = TimeSpan.FromMilliseconds(500);

    private static volatile bool s_isLeaving;

    // Of several dispatchers one after the other, the last sees the program off.
    private static LastResort? s_latest;

    private readonly ManualResetEventSlim _disarmed = new();
    private readonly ManualResetEventSlim _superseded = new();
    private int _isExiting;

    // Unloading is told before ProcessExit, and so before any exit handler can hang.
    static LastResort() => AssemblyLoadContext.Default.Unloading += static _ => s_isLeaving = true;

    /// <summary>
    /// Watches from now on: at the first limit it says its last words and exits, at the second it ends the process without asking. Disarmed before,
    /// it still sees a program off whose Main has returned: a thread or an exit handler left behind does not hold the process.
    /// </summary>
    /// <param name="watch">The time to the first limit.</param>
    /// <param name="end">The time to the second.</param>
    /// <param name="main">The thread of Main, if it is known.</param>
    /// <param name="exitCode">What to exit with at the first limit.</param>
    public void Arm(TimeSpan watch, TimeSpan end, Thread? main, Func<int> exitCode)
    {
        Interlocked.Exchange(ref s_latest, this)?._superseded.Set();
        Spawn("Vahta last resort", () =>
        {
            var armed = TimeProvider.System.GetTimestamp();
            if (!_disarmed.Wait(Longest(watch)))
            {
                Exit(exitCode, end - watch, "The stop budget is nearly over and the process is still here.");
            }
            else if (main is not null)
            {
                var left = watch - TimeProvider.System.GetElapsedTime(armed);
                if (!_superseded.Wait(Longest(left > TimeSpan.Zero ? left : TimeSpan.Zero)))
                {
                    SeeOff(main, end - watch);
                }
            }
        });
    }

    public void Disarm() => _disarmed.Set();

    /// <summary>Rehearses the last words, on a thread of its own, so that they come quickly when they are wanted.</summary>
    public static void Rehearse(ThreadStart words) => Spawn("Vahta rehearsal", words);

    /// <summary>The third step of urgency.</summary>
    public void Force(int exitCode, string why) => Exit(() => exitCode, s_forcedWithin, why);

    // Main's thread is reported dead once it has returned, and its exit code is set, while the process waits for other threads.
    // Whoever holds it was left behind, which the exit code says where Main's own says nothing.
    private void SeeOff(Thread main, TimeSpan within)
    {
        if (s_isLeaving || !main.IsAlive)
        {
            Exit(() => Environment.ExitCode is 0 ? ExitCodes.LeftBehind : Environment.ExitCode, within, "Everything has stopped and Main has returned, but a thread or an exit handler holds the process.");
        }
    }

    private void Exit(Func<int> exitCode, TimeSpan within, string why)
    {
        if (Interlocked.Exchange(ref _isExiting, 1) != 0)
        {
            return;
        }

        // First of all the end: exit handlers, finalizers and whoever reads our last words may hang.
        var code = ExitCodes.LeftBehind;
        Spawn("Vahta exit", () =>
        {
            new ManualResetEventSlim().Wait(within);
            EndNow(Volatile.Read(ref code));
        });
        Volatile.Write(ref code, exitCode());
        var said = new ManualResetEventSlim();
        Spawn("Vahta last words", () =>
        {
            lastWords(why, code);
            said.Set();
        });
        said.Wait(s_wordsWithin);
        if (!s_isLeaving)
        {
            Environment.Exit(code);
        }
    }

    // What the system can wait for in one go; whoever allows more does not mean a limit.
    private static TimeSpan Longest(TimeSpan wait) => wait.TotalMilliseconds < int.MaxValue ? wait : Timeout.InfiniteTimeSpan;

    private static void Spawn(string name, ThreadStart run) => new Thread(run, maxStackSize: 512 * 1024) { IsBackground = true, Name = name }.UnsafeStart();

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
