using Vahta.Deadlines;

namespace Vahta.Loops;

/// <summary>The loop's clock: the time of another, and timers whose callbacks run on the loop.</summary>
internal sealed class LoopTime(TimeProvider clock, LoopCore loop) : TimeProvider
{
    private readonly long _origin = clock.GetTimestamp();
    private readonly Lock _gate = new();

    // under the gate
    private readonly DeadlineHeap _timers = new();
    private readonly List<LoopTimer> _due = [];
    private long _set;

    public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

    public override long TimestampFrequency => clock.TimestampFrequency;

    /// <summary>How many timers are set.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _timers.Count;
            }
        }
    }

    /// <summary>The time until the next timer is due: zero where one is, <see cref="Instant.Never"/> where none is set.</summary>
    public TimeSpan UntilNext
    {
        get
        {
            lock (_gate)
            {
                return _timers.Earliest.Since(Now);
            }
        }
    }

    private TimeSpan Now => clock.GetElapsedTime(_origin);

    public override long GetTimestamp() => clock.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new LoopTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Set(LoopTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            timer.IsDue = false;
            timer.Period = period;
            timer.Order = _set++;
            _timers.Set(timer, dueTime == Timeout.InfiniteTimeSpan ? Instant.Never : Now.Plus(dueTime));
        }

        loop.Nudge();
    }

    /// <summary>Takes all that are due, the earliest first, and sets again those with a period.</summary>
    public void QueueDue(CallbackQueue ready)
    {
        lock (_gate)
        {
            var now = Now;
            while (_timers.Earliest is var due && _timers.TryTake(now, out var deadline))
            {
                var timer = (LoopTimer)deadline;
                timer.IsDue = true;
                timer.WasDue = due;
                _due.Add(timer);
            }

            if (_due.Count > 1)
            {
                _due.Sort(static (a, b) => (a.WasDue, a.Order).CompareTo((b.WasDue, b.Order)));
            }

            foreach (var timer in _due)
            {
                ready.Add(timer.Callback);
                if (timer.Period > TimeSpan.Zero)
                {
                    // From when it was due, so that ticks do not drift; what a blocked loop missed is one tick.
                    _timers.Set(timer, Instant.Max(timer.WasDue + timer.Period, now));
                }
            }

            _due.Clear();
        }
    }

    /// <summary>Whether a timer that was due is still to be called: it was not changed since.</summary>
    public bool TakeDue(LoopTimer timer)
    {
        lock (_gate)
        {
            var isDue = timer.IsDue;
            timer.IsDue = false;
            return isDue;
        }
    }
}
