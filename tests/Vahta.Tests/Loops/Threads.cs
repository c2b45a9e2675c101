using System.Runtime.ExceptionServices;

namespace Vahta.Tests.Loops;

/// <summary>Threads of a test's own. One that does not end fails the test instead of hanging it.</summary>
internal static class Threads
{
    /// <summary>Far more than anything takes.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Runs something on a thread of its own, waits for it, and throws what it threw.</summary>
    public static void Run(Action code) => Start(code)();

    /// <summary>Runs something on a thread of its own. The result waits for it, and throws what it threw.</summary>
    public static Action Start(Action code)
    {
        Exception? thrown = null;
        var thread = new Thread(() =>
        {
            try
            {
                code();
            }
            catch (Exception exception)
            {
                thrown = exception;
            }
        }) { IsBackground = true };
        thread.Start();
        return () =>
        {
            Assert.True(thread.Join(Patience), "The thread hangs.");
            if (thrown is not null)
            {
                ExceptionDispatchInfo.Throw(thrown);
            }
        };
    }

    /// <summary>Waits for an event from outside of any loop.</summary>
    public static void Await(ManualResetEventSlim happened) => Assert.True(happened.Wait(Patience), "It does not happen.");

    /// <summary>Waits until something holds.</summary>
    public static void Until(Func<bool> holds) => Assert.True(SpinWait.SpinUntil(holds, Patience), "It does not become true.");
}
