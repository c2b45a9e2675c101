using Vahta.Units;

namespace Vahta;

/// <summary>How a pool works its items.</summary>
public sealed record PoolOptions
{
    private readonly TimeLimit? _itemTimeout;

    /// <summary>How many items are worked on at a time. Default 1: one after the other, in the order they were accepted.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int Workers
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A pool without workers works nothing. Give 1 or more.");
    } = 1;

    /// <summary>How many items may wait to be begun. Default 1000. Beyond it <c>PostAsync</c> waits and <c>TryPost</c> says no.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int Capacity
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A pool without room accepts nothing. Give 1 or more.");
    } = 1000;

    /// <summary>
    /// How long one try of an item may take, before its token fires and it has failed. One that has not ended a second later is told with the line at which it waits, keeps its worker until it
    /// ends, and is not tried again. Default null: no limit; 40 days and more are none.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero, negative, or endless without being <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
    public TimeSpan? ItemTimeout
    {
        get => _itemTimeout is null ? null : _itemTimeout.Value.IsInfinite ? Timeout.InfiniteTimeSpan : _itemTimeout.Value.Value;
        init => _itemTimeout = value is null ? null : TimeLimit.Positive(value.Value, "The pool's ItemTimeout", nameof(value));
    }

    /// <summary>
    /// Whether, when and how often an item that failed is tried again, in the same place: <see cref="RestartPolicy.MaxRestarts"/> tries after the first, with the policy's delays; its window counts for nothing. Default <see cref="RestartPolicy.Never"/>.
    /// </summary>
    public RestartPolicy Retry { get; init; } = RestartPolicy.Never;

    // Timers take no more than 49 days; what may take longer than these is not bounded.
    internal TimeSpan? TryWithin => _itemTimeout is { IsInfinite: false, Value.TotalDays: < 40 } limit ? limit.Value : null;
}
