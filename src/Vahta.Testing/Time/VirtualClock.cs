namespace Vahta.Testing.Time;

/// <summary>A clock that stands still until it is moved. The wall clock and the time that passes are two things, as on a real machine.</summary>
internal sealed class VirtualClock : TimeProvider
{
    private static readonly DateTimeOffset s_origin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Moved by the simulation's thread, read by any.
    private long _now;
    private long _jumped;

    public TimeSpan Now => TimeSpan.FromTicks(Volatile.Read(ref _now));

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _now);

    public override DateTimeOffset GetUtcNow() => s_origin.AddTicks(Volatile.Read(ref _now) + Volatile.Read(ref _jumped));

    /// <summary>A timer that never fires: the loop keeps the timers, and real time has no place here.</summary>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Inert();

    /// <summary>Lets time pass.</summary>
    public void Pass(TimeSpan by) => Volatile.Write(ref _now, _now + by.Ticks);

    /// <summary>Sets the wall clock forward or back, without any time passing.</summary>
    public void Jump(TimeSpan by) => Volatile.Write(ref _jumped, _jumped + by.Ticks);

    private sealed class Inert : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
