using System.Runtime.CompilerServices;

namespace Vahta.Units;

/// <summary>A limit in time that cannot be invalid; infinite is <see cref="TimeSpan.MaxValue"/> inside, and must be asked for outside.</summary>
internal readonly record struct TimeLimit
{
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1000);

    private TimeLimit(TimeSpan value) => Value = value;

    public TimeSpan Value { get; }

    public bool IsInfinite => Value == TimeSpan.MaxValue;

    public static TimeLimit Seconds(double seconds) => new(TimeSpan.FromSeconds(seconds));

    /// <summary>Refuses negative times and times nobody means, naming whose they are.</summary>
    public static TimeLimit Of(TimeSpan value, string whose, [CallerArgumentExpression(nameof(value))] string? parameter = null)
    {
        if (value == Timeout.InfiniteTimeSpan)
        {
            return new(TimeSpan.MaxValue);
        }

        if (value < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(parameter, value, $"{whose} is negative. Give zero or more, or Timeout.InfiniteTimeSpan to wait for ever.");
        }

        if (value > s_longest)
        {
            throw new ArgumentOutOfRangeException(parameter, value, $"{whose} is longer than {s_longest.TotalDays:0} days. To wait for ever, ask for it: Timeout.InfiniteTimeSpan.");
        }

        return new(value);
    }

    /// <summary>As <see cref="Of"/>, and refuses zero, which nothing could keep.</summary>
    public static TimeLimit Positive(TimeSpan value, string whose, [CallerArgumentExpression(nameof(value))] string? parameter = null) =>
        value == TimeSpan.Zero
            ? throw new ArgumentOutOfRangeException(parameter, value, $"{whose} is zero, which nothing can keep. Give more, or Timeout.InfiniteTimeSpan to wait for ever.")
            : Of(value, whose, parameter);
}
