namespace Vahta.Deadlines;

/// <summary>Arithmetic on times since the dispatcher's origin, in which the end of time absorbs whatever is added to it.</summary>
internal static class Instant
{
    public static TimeSpan Never => TimeSpan.MaxValue;

    public static TimeSpan Plus(this TimeSpan instant, TimeSpan duration) =>
        instant > TimeSpan.MaxValue - duration ? TimeSpan.MaxValue : instant + duration;

    /// <summary>The time left until an instant; never negative.</summary>
    public static TimeSpan Since(this TimeSpan instant, TimeSpan earlier) =>
        instant == TimeSpan.MaxValue ? TimeSpan.MaxValue : instant > earlier ? instant - earlier : TimeSpan.Zero;

    public static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    public static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
