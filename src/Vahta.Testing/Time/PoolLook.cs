namespace Vahta.Testing.Time;

/// <summary>What the thread pool is doing beside simulations, at one moment.</summary>
/// <param name="Queued">How many work items no thread has taken yet.</param>
/// <param name="Strangers">How many threads are busy of which no simulation knows: with what is none's, or with what they have just taken.</param>
/// <param name="Done">How many work items of which no simulation knows have ended; counted only where anything is queued or busy. While it stays, so do the strangers.</param>
internal readonly record struct PoolLook(long Queued, int Strangers, long Done)
{
    // How many of the pool's threads simulations know of; above that, how often this has changed.
    private const long OneChange = 1L << 32;
    private static long s_known;

    // How often one of them was done with something of a simulation's.
    private static long s_done;

    /// <summary>A simulation knows what the caller's thread, one of the pool's, does from here on.</summary>
    public static void Know() => Interlocked.Add(ref s_known, OneChange + 1);

    /// <summary>The caller's thread goes on to something else.</summary>
    public static void Forget(bool hasDone)
    {
        Interlocked.Add(ref s_done, hasDone ? 1 : 0);
        Interlocked.Add(ref s_known, OneChange - 1);
    }

    /// <summary>Looks, and says whether anything of one simulation's was running at that moment.</summary>
    public static PoolLook Take(ref int running, out bool isRunning)
    {
        while (true)
        {
            // In this order: what no longer runs has queued what it had to queue, and what has left the queue is on a thread that counts as busy until it has
            // ended. What is known of the busy ones must hold all the while.
            var known = Interlocked.Read(ref s_known);
            isRunning = Volatile.Read(ref running) > 0;
            var queued = ThreadPool.PendingWorkItemCount;
            var strangers = Busy - (int)(known & (OneChange - 1));
            var done = queued == 0 && strangers == 0 ? 0 : ThreadPool.CompletedWorkItemCount - Interlocked.Read(ref s_done);
            if (known == Interlocked.Read(ref s_known))
            {
                return new(queued, strangers, done);
            }
        }
    }

    private static int Busy
    {
        get
        {
            ThreadPool.GetMaxThreads(out var most, out _);
            ThreadPool.GetAvailableThreads(out var available, out _);
            return most - available;
        }
    }
}
