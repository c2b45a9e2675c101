using System.Diagnostics;

namespace Vahta.Deadlines;

/// <summary>
/// One dispatcher's time: what it is now, what is due when, and how much of it user code could not have used. Real time is kept by
/// the <see cref="Keeper"/>'s thread, any other by its provider's timer.
/// </summary>
internal sealed class DispatcherClock : IDisposable
{
    // Timers take no more; waking too early only costs a look.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(20);

    private readonly TimeProvider _provider;
    private readonly long _origin;
    private readonly DateTimeOffset _originAt;
    private readonly Action _wake;
    private readonly ITimer? _timer;
    private long _armed = long.MaxValue;

    public DispatcherClock(TimeProvider provider, Action wake)
    {
        _provider = provider;
        _origin = provider.GetTimestamp();
        _originAt = provider.GetUtcNow();
        _wake = wake;
        if (!IsReal)
        {
            _timer = provider.CreateTimer(static clock => ((DispatcherClock)clock!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Whether this is real time, in which a process can be late to end.</summary>
    public bool IsReal => _provider == TimeProvider.System;

    /// <summary>The time since the dispatcher was made.</summary>
    public TimeSpan Now => _provider.GetElapsedTime(_origin);

    /// <summary>Time in which the pool was starved, the process frozen or a debugger attached: nobody's fault.</summary>
    public TimeSpan Lost => IsReal ? Keeper.Lost : TimeSpan.Zero;

    /// <summary>The time of which nobody was kept from using it.</summary>
    public TimeSpan Usable => Now - Lost;

    public bool IsPaused => IsReal && Debugger.IsAttached;

    /// <summary>The time until the clock wants to be woken; the keeper reads it.</summary>
    public TimeSpan UntilDue => TimeSpan.FromTicks(Volatile.Read(ref _armed)).Since(Now);

    /// <summary>What is due when; under the dispatcher's lock.</summary>
    public DeadlineHeap Deadlines { get; } = new();

    public DateTimeOffset DateOf(TimeSpan instant) => _originAt + instant;

    public void Wake()
    {
        Volatile.Write(ref _armed, long.MaxValue);
        _wake();
    }

    /// <summary>
    /// Sees to it that the clock wakes at an instant or before. Never under the lock: a foreign timer may fire inside. Waking too early
    /// costs a look at the heap; the loop sees to it that of two threads the earlier wins.
    /// </summary>
    public void WakeBy(TimeSpan instant)
    {
        var wanted = instant.Ticks;
        for (var armed = Volatile.Read(ref _armed); wanted < armed; armed = Volatile.Read(ref _armed))
        {
            if (Interlocked.CompareExchange(ref _armed, wanted, armed) == armed)
            {
                Rearm();
                return;
            }
        }
    }

    /// <summary>Much has been queued to the thread pool, and where time is real, it is time to look whether it runs.</summary>
    public void ExpectWork()
    {
        if (IsReal)
        {
            Keeper.Probe();
        }
    }

    public void Dispose() => _timer?.Dispose();

    private void Rearm()
    {
        if (_timer is null)
        {
            Keeper.Nudge();
            return;
        }

        long armed;
        do
        {
            armed = Volatile.Read(ref _armed);
            if (armed != long.MaxValue)
            {
                _timer.Change(Instant.Min(TimeSpan.FromTicks(armed).Since(Now), s_longest), Timeout.InfiniteTimeSpan);
            }
        }
        while (armed != Volatile.Read(ref _armed) && Volatile.Read(ref _armed) != long.MaxValue);
    }
}
