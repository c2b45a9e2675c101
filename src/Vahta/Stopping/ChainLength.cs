using Vahta.Deadlines;

namespace Vahta.Stopping;

/// <summary>What the longest chain from a unit down its needs asks for, and the least of it that is kept whole while it fits.</summary>
/// <param name="Time">The sum of all parts.</param>
/// <param name="Floors">The sum of each part up to <see cref="StopBudget.Floor"/>.</param>
internal readonly record struct ChainLength(TimeSpan Time, TimeSpan Floors)
{
    /// <summary>The length of a unit alone.</summary>
    public static ChainLength Of(StopShare own) => new(own.Total, FloorOf(own.Grace) + FloorOf(own.Abort));

    /// <summary>The longer of two, each measure by itself: a bound for both.</summary>
    public static ChainLength Longest(ChainLength a, ChainLength b) => new(Instant.Max(a.Time, b.Time), Instant.Max(a.Floors, b.Floors));

    public ChainLength Plus(ChainLength other) => new(Time.Plus(other.Time), Floors.Plus(other.Floors));

    /// <summary>What one part of a unit on this chain gets of the time that is left for the chain.</summary>
    public TimeSpan Part(TimeSpan part, TimeSpan left)
    {
        if (left >= Time)
        {
            return part;
        }

        // In a chain so long that not even the floors fit, most units need far less than theirs: each gets it while there is time at all.
        var floor = FloorOf(part);
        return left <= Floors
            ? Instant.Min(floor, left)
            : floor + ((part - floor) * ((left - Floors) / (Time - Floors)));
    }

    private static TimeSpan FloorOf(TimeSpan part) => Instant.Min(part, StopBudget.Floor);
}
