using Vahta.Deadlines;

namespace Vahta.Loops;

/// <summary>The loop's clock: the time of another, and timers whose callbacks run on the loop. That other clock is never asked under the gate: it is not ours.</summary>
internal sealed class LoopTime(TimeProvider clock, LoopCore loop) : TimeProvider
{
    private static readonly TimeSpan s_imprecision = TimeSpan.FromMilliseconds(1);

    // Waits take no more; waking too early only costs a look.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(20);

    private readonly long _origin = clock.GetTimestamp();
    private readonly Lock _gate = new();

    // under the gate
    private readonly DeadlineHeap _timers = new();
    private readonly List<LoopTimer> _due = [];
    private long _set;

    // the earliest of the timers; written under the gate
    private long _next = Instant.Never.Ticks;

    // the running thread's
    private ITimer? _alarm;

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

    public bool IsAnySet => Next != Instant.Never;

    /// <summary>The time until the next timer is due: zero where one is, <see cref="Instant.Never"/> where none is set.</summary>
    public TimeSpan UntilNext => Next.Since(Now);

    private TimeSpan Next => TimeSpan.FromTicks(Volatile.Read(ref _next));

    private TimeSpan Now => clock.GetElapsedTime(_origin);

    public override long GetTimestamp() => clock.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        loop.RefuseWhenClosed();
        var timer = new LoopTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Sets when a timer is due, or that it never will be again. False where that was so already.</summary>
    public bool Set(LoopTimer timer, TimeSpan dueTime, TimeSpan period, bool forGood = false)
    {
        var due = dueTime == Timeout.InfiniteTimeSpan ? Instant.Never : Now.Plus(dueTime);
        bool isNext;
        lock (_gate)
        {
            if (timer.IsDisposed)
            {
                return false;
            }

            timer.IsDisposed = forGood;
            timer.IsDue = false;
            timer.Period = period;
            timer.Order = _set++;
            isNext = due < Next;
            _timers.Set(timer, due);
            NoteNext();
        }

        if (isNext)
        {
            loop.Nudge();
        }

        return true;
    }

    /// <summary>Takes all that are due, the earliest first, and sets again those with a period.</summary>
    public void QueueDue(CallbackQueue ready)
    {
        var now = Now;
        if (now < Next)
        {
            return;
        }

        lock (_gate)
        {
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
                    // From when it was due, so that ticks do not drift; what a blocked loop missed is this one tick.
                    var missed = (now - timer.WasDue).Ticks / timer.Period.Ticks;
                    _timers.Set(timer, (timer.WasDue + (missed * timer.Period)).Plus(timer.Period));
                }
            }

            _due.Clear();
            NoteNext();
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

    /// <summary>
    /// How long to wait, in real milliseconds, for a timer that is due after a time; 0 for not at all. Another clock than the system's flows as it likes:
    /// its own timer nudges the loop.
    /// </summary>
    public int Alarm(TimeSpan next)
    {
        if (clock == System || next == Instant.Never)
        {
            return next == Instant.Never ? Timeout.Infinite : (int)Math.Ceiling(Instant.Min(next, s_longest).TotalMilliseconds);
        }

        _alarm ??= clock.CreateTimer(static loop => ((LoopCore)loop!).Nudge(), loop, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        TimeSpan set;
        do
        {
            // Again, where the clock has jumped between the look at it and the setting of its timer.
            set = next;
            _alarm.Change(Instant.Min(set, s_longest), Timeout.InfiniteTimeSpan);
            next = UntilNext;
        }
        while (next > TimeSpan.Zero && set - next > s_imprecision);

        return next == TimeSpan.Zero ? 0 : Timeout.Infinite;
    }

    public void Close() => _alarm?.Dispose();

    private void NoteNext() => Volatile.Write(ref _next, _timers.Earliest.Ticks);
}
