namespace Vahta.CoyoteTests;

/// <summary>Where time goes on whenever it likes, or never, and what tests here need of threads.</summary>
internal static class World
{
    public static DispatcherOptions Options(bool timePasses) => new() { TimeProvider = new Time(timePasses) };

    /// <summary>Runs each on a thread of its own, all at the same time.</summary>
    public static async Task Run(params Action[] actions)
    {
        // Task.Run by its name alone, and WhenAll of a span, are not controlled.
        foreach (var running in actions.Select(action => Task.Run(action)).ToList())
        {
            await running;
        }
    }

    /// <summary>Waits for a token. Keeps its registration: to dispose of one waits for its callback in a way Coyote does not see.</summary>
    public static Task Fires(CancellationToken token)
    {
        var fired = new TaskCompletionSource();
        token.UnsafeRegister(static fired => ((TaskCompletionSource)fired!).TrySetResult(), fired);
        return fired.Task;
    }

    private sealed class Time(bool passes) : TimeProvider
    {
        private readonly object _gate = new();
        private long _now;

        private bool Passes => passes;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp()
        {
            lock (_gate)
            {
                return _now;
            }
        }

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(GetTimestamp());

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Timer(this, () => callback(state));

        private void JumpTo(long instant)
        {
            lock (_gate)
            {
                _now = Math.Max(_now, instant);
            }
        }

        private sealed class Timer(Time time, Action fire) : ITimer
        {
            private int _setting;

            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                var setting = Interlocked.Increment(ref _setting);
                if (time.Passes && dueTime != Timeout.InfiniteTimeSpan)
                {
                    var due = time.GetTimestamp() + dueTime.Ticks;
                    Task.Run(() =>
                    {
                        if (Volatile.Read(ref _setting) == setting)
                        {
                            time.JumpTo(due);
                            fire();
                        }
                    });
                }

                return true;
            }

            public void Dispose() => Interlocked.Increment(ref _setting);

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
