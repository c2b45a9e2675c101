namespace Vahta.Deadlines;

/// <summary>
/// The process's one thread of ours: it wakes the clocks of all dispatchers that live in real time, looks after event loops and probes the thread pool, so that
/// no user code, whatever it does to the pool, can make a deadline late. It never runs user code, and lives while there is someone to keep.
/// </summary>
internal static class Keeper
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_frozen = TimeSpan.FromSeconds(1);

    private static readonly object s_gate = new();
    private static readonly List<IKept> s_kept = [];
    private static readonly PoolProbe s_probe = new();
    private static readonly long s_origin = TimeProvider.System.GetTimestamp();
    private static bool s_nudged;
    private static bool s_isProbeExpected;
    private static bool s_alive;
    private static long s_lost;

    public static TimeSpan Lost => TimeSpan.FromTicks(Volatile.Read(ref s_lost));

    private static TimeSpan Now => TimeProvider.System.GetElapsedTime(s_origin);

    public static void Keep(IKept one)
    {
        lock (s_gate)
        {
            s_kept.Add(one);
            if (!s_alive)
            {
                s_alive = true;
                new Thread(Run, maxStackSize: 512 * 1024) { IsBackground = true, Name = "Vahta keeper" }.UnsafeStart();
            }
        }

        Nudge();
    }

    public static void Release(IKept one)
    {
        lock (s_gate)
        {
            s_kept.Remove(one);
        }

        Nudge();
    }

    /// <summary>Much has just been queued: it is time to look whether the thread pool runs it.</summary>
    public static void Probe()
    {
        Volatile.Write(ref s_isProbeExpected, true);
        Nudge();
    }

    /// <summary>A clock wants to be woken earlier than the keeper knows.</summary>
    public static void Nudge()
    {
        lock (s_gate)
        {
            s_nudged = true;
            Monitor.Pulse(s_gate);
        }
    }

    private static void Run()
    {
        var last = Now;
        while (Wait() is { } kept)
        {
            var now = Now;
            Count(now - last - s_longest);
            last = now;
            foreach (var one in kept)
            {
                if (one.UntilDue == TimeSpan.Zero)
                {
                    one.Wake();
                }
            }

            if (s_probe.Beat(now, Interlocked.Exchange(ref s_isProbeExpected, false)) is { } starved)
            {
                Tell(kept, starved);
            }
        }
    }

    /// <summary>Sleeps until a clock is due, someone nudges, or it is time to probe; null when nobody is left to keep.</summary>
    private static IKept[]? Wait()
    {
        lock (s_gate)
        {
            var sleep = s_probe.LooksIn(Now);
            foreach (var one in s_kept)
            {
                sleep = Instant.Min(sleep, one.UntilDue);
            }

            if (!s_nudged && sleep > TimeSpan.Zero)
            {
                // Rounded up, since waking a fraction too early would only make it wake twice.
                Monitor.Wait(s_gate, (int)Math.Ceiling(sleep.TotalMilliseconds));
            }

            s_nudged = false;
            s_alive = s_kept.Count > 0;
            if (!s_alive)
            {
                s_probe.Rest();
            }

            return s_alive ? [.. s_kept] : null;
        }
    }

    private static void Count(TimeSpan overslept)
    {
        if (overslept > s_frozen)
        {
            Interlocked.Add(ref s_lost, overslept.Ticks);
        }
    }

    private static void Tell(IKept[] kept, PoolProbe.Finding finding)
    {
        Interlocked.Add(ref s_lost, finding.NewlyLost.Ticks);
        foreach (var one in kept)
        {
            if (finding.Began)
            {
                one.PoolStarved(finding.Lasting);
            }
            else if (finding.Ended)
            {
                one.PoolRecovered(finding.Lasting);
            }
        }
    }
}
