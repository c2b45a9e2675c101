using Microsoft.Extensions.Logging;
using Vahta.Units;

namespace Vahta;

/// <summary>How an event loop behaves. Read once, when the loop is made.</summary>
public sealed class EventLoopOptions
{
    private TimeProvider _timeProvider = TimeProvider.System;
    private TimeLimit _blockedAfter = TimeLimit.Seconds(0.1);
    private TimeLimit _closeWithin = TimeLimit.Seconds(10);

    /// <summary>The clock the loop's timers go by. Default the system's.</summary>
    public TimeProvider TimeProvider
    {
        get => _timeProvider;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _timeProvider = value;
        }
    }

    /// <summary>
    /// How long one callback may keep the loop to itself before it is reported by name, once, within half a second of that. Default 100 ms;
    /// <see cref="Timeout.InfiniteTimeSpan"/> reports none. Only the system's clock is watched.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero, negative, or endless without being <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
    public TimeSpan BlockedAfter
    {
        get => _blockedAfter.IsInfinite ? Timeout.InfiniteTimeSpan : _blockedAfter.Value;
        set => _blockedAfter = TimeLimit.Positive(value, "The event loop's BlockedAfter", nameof(value));
    }

    /// <summary>
    /// How long work begun with <see cref="EventLoop.Start"/> may take to end once it is cancelled, and how long open streams may take to close. Default
    /// 10 s; then what has not ended is left behind, by name.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or endless without being <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
    public TimeSpan CloseWithin
    {
        get => _closeWithin.IsInfinite ? Timeout.InfiniteTimeSpan : _closeWithin.Value;
        set => _closeWithin = TimeLimit.Of(value, "The event loop's CloseWithin", nameof(value));
    }

    /// <summary>Where to log. Default nowhere; then failures and blocked callbacks are written to standard error.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>
    /// Called on the loop with what a callback threw that nobody awaits, the user's own exception. Default null: it is logged, and the loop goes on. What
    /// this throws itself ends the run. Once the loop is closed it is not called, and failures are logged.
    /// </summary>
    public Action<Exception>? UnhandledException { get; set; }

    /// <summary>Decides what comes next. Default null: first come, first served, in the clock's own time.</summary>
    public IEventLoopDriver? Driver { get; set; }
}
