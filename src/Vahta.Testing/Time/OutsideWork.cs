namespace Vahta.Testing.Time;

/// <summary>
/// Waits for what a simulation's code does away from its loop: whatever it queued to the thread pool, until the pool is at rest. What waits for sockets,
/// files, real timers or threads of its own is not seen.
/// </summary>
internal sealed class OutsideWork
{
    // Other tests may keep threads of the pool busy. What is not the simulation's own is waited for so long, and then taken for theirs.
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(1);

    private static readonly AsyncLocal<OutsideWork?> s_current = new(Changed);

    // Threads of the pool that only wait for a simulation's end.
    private static int s_waiting;

    private readonly TimeProvider _clock = TimeProvider.System;
    private int _running;
    private int _others;

    private static int Busy
    {
        get
        {
            ThreadPool.GetMaxThreads(out var most, out _);
            ThreadPool.GetAvailableThreads(out var available, out _);
            return most - available - Volatile.Read(ref s_waiting);
        }
    }

    // In this order: what has left the queue is on a thread that counts as busy until it has ended.
    private bool IsQuiet => ThreadPool.PendingWorkItemCount == 0 && Busy <= _others && Volatile.Read(ref _running) == 0;

    /// <summary>The caller's thread waits for a simulation's end, until the result is disposed.</summary>
    public static IDisposable WaitHere() => new Waiter(Thread.CurrentThread.IsThreadPoolThread ? 1 : 0);

    /// <summary>From here on what the caller's flow does elsewhere is this one's.</summary>
    public void Enter() => s_current.Value = this;

    public void Wait()
    {
        if (!IsQuiet)
        {
            WaitUntilQuiet();
        }

        _others = Math.Min(_others, Math.Max(Busy, 0));
    }

    private void WaitUntilQuiet()
    {
        var began = _clock.GetTimestamp();
        var spinner = new SpinWait();
        while (!IsQuiet)
        {
            if (Volatile.Read(ref _running) > 0)
            {
                spinner.SpinOnce();
                began = _clock.GetTimestamp();
            }
            else if (_clock.GetElapsedTime(began) < s_patience)
            {
                spinner.SpinOnce(sleep1Threshold: -1);
            }
            else
            {
                _others = Busy;
                return;
            }
        }
    }

    private static void Changed(AsyncLocalValueChangedArgs<OutsideWork?> change)
    {
        if (!Thread.CurrentThread.IsThreadPoolThread)
        {
            return;
        }

        if (change.PreviousValue is { } left)
        {
            Interlocked.Decrement(ref left._running);
        }

        if (change.CurrentValue is { } entered)
        {
            Interlocked.Increment(ref entered._running);
        }
    }

    private sealed class Waiter : IDisposable
    {
        private readonly int _threads;

        public Waiter(int threads)
        {
            _threads = threads;
            Interlocked.Add(ref s_waiting, threads);
        }

        public void Dispose() => Interlocked.Add(ref s_waiting, -_threads);
    }
}
