using Vahta.Deadlines;

namespace Vahta.Loops;

/// <summary>A timer whose callback runs on the loop. One that was changed or disposed there is not called any more for what was due before.</summary>
internal sealed class LoopTimer : Deadline, ITimer
{
    private static readonly SendOrPostCallback s_fire = static timer => ((LoopTimer)timer!).Fire();

    private readonly LoopTime _time;
    private readonly TimerCallback _callback;
    private readonly object? _state;
    private readonly ExecutionContext? _context = ExecutionContext.Capture();

    public LoopTimer(LoopTime time, TimerCallback callback, object? state)
    {
        _time = time;
        _callback = callback;
        _state = state;
    }

    /// <summary>The program's code.</summary>
    public Delegate Code => _callback;

    public Callback Callback => new(s_fire, this);

    // the loop time's, under its gate
    public TimeSpan Period { get; set; }

    public long Order { get; set; }

    public TimeSpan WasDue { get; set; }

    public bool IsDue { get; set; }

    public bool IsDisposed { get; set; }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        Check(dueTime, nameof(dueTime));
        Check(period, nameof(period));
        return _time.Set(this, dueTime, period);
    }

    public void Dispose() => _time.Set(this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan, forGood: true);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private static void Check(TimeSpan time, string name)
    {
        if (time < TimeSpan.Zero && time != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(name, time, "A timer cannot be due in the past. Use zero, or Timeout.InfiniteTimeSpan for never.");
        }
    }

    private void Fire()
    {
        if (!_time.TakeDue(this))
        {
            return;
        }

        if (_context is null)
        {
            _callback(_state);
        }
        else
        {
            ExecutionContext.Run(_context, static timer => ((LoopTimer)timer!)._callback(((LoopTimer)timer)._state), this);
        }
    }
}
