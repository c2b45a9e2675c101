using Vahta.Deadlines;

namespace Vahta.Stopping;

/// <summary>
/// The arithmetic of a stop. The whole may take a budget; a reserve at its end is kept for hooks, listeners and the last resort; what is
/// left is shared out along the chains of units that must stop one after the other.
/// </summary>
internal readonly record struct StopBudget
{
    /// <summary>Of every part this much is kept whole while it fits; only what exceeds it shrinks.</summary>
    public static readonly TimeSpan Floor = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan s_largestReserve = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan s_forcedHurry = TimeSpan.FromSeconds(5);

    public StopBudget(TimeSpan announced, TimeSpan budget)
    {
        Announced = announced;
        IsHurry = budget == TimeSpan.Zero;
        Budget = IsHurry ? s_forcedHurry : budget;
        Reserve = Instant.Min(s_largestReserve, Budget / 10);
    }

    /// <summary>When the stop was announced.</summary>
    public TimeSpan Announced { get; }

    /// <summary>How long the whole may take.</summary>
    public TimeSpan Budget { get; }

    /// <summary>No time was given at all: everything is hurried.</summary>
    public bool IsHurry { get; }

    /// <summary>What is kept for the end.</summary>
    public TimeSpan Reserve { get; }

    /// <summary>By then the process is gone.</summary>
    public TimeSpan End => Announced.Plus(Budget);

    /// <summary>By then every unit has ended or been abandoned.</summary>
    public TimeSpan UnitsUntil => End == Instant.Never ? End : End - Reserve;

    /// <summary>When the watch looks whether the process is still there.</summary>
    public TimeSpan WatchAt => End == Instant.Never ? End : End - (Reserve / 2);

    /// <summary>How long what comes after the units may take.</summary>
    public TimeSpan Leftovers => Reserve / 2;

    /// <summary>What a unit weighs in its chain: what it asks for, within what there is to give.</summary>
    public StopShare Own(TimeSpan grace) => StopShare.Asked(grace) is var asked && asked.Grace == Instant.Never && UnitsUntil != Instant.Never
        ? new(Budget, StopShare.AbortWait)
        : asked;

    /// <summary>What a chain could count on at the announcement, when this was the longest.</summary>
    public TimeSpan Promised(ChainLength chain, ChainLength longest) =>
        UnitsUntil.Since(Announced) is var all && longest.Time <= all ? chain.Time : chain.Time * (all / longest.Time);

    /// <summary>
    /// A unit's share when its turn comes, of which no later unit of its chain gets a smaller one: of each part the floor, and of what
    /// exceeds it the fraction for which there is time along the whole chain.
    /// </summary>
    /// <param name="now">The time of its turn.</param>
    /// <param name="own">What it asks for.</param>
    /// <param name="chain">What it and its longest chain of needs ask for.</param>
    public StopShare ShareOf(TimeSpan now, StopShare own, ChainLength chain)
    {
        if (UnitsUntil == Instant.Never)
        {
            return own with { Until = Instant.Never };
        }

        var left = UnitsUntil.Since(now);
        var shrinks = left < chain.Time;
        var reserved = shrinks ? left : chain.Time - own.Total;
        var grace = chain.Part(own.Grace, left);
        return new(grace, Instant.Min(chain.Part(own.Abort, left), left - grace)) { Until = UnitsUntil, Reserved = reserved };
    }
}
