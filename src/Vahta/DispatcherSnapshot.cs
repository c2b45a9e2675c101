using Vahta.Reports;

namespace Vahta;

/// <summary>What everything was doing at one moment.</summary>
public sealed record DispatcherSnapshot
{
    internal DispatcherSnapshot()
    {
    }

    /// <summary>How far the dispatcher had come.</summary>
    public DispatcherState State { get; init; }

    /// <summary>When the picture was taken, by the dispatcher's time provider.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>Why it is stopping; null before the announcement.</summary>
    public StopReason? Reason { get; init; }

    /// <summary>Every unit and group, in the order of registration.</summary>
    public IReadOnlyList<UnitSnapshot> Units { get; init; } = [];

    /// <summary>Who holds a stop up, of everything or of a single unit: those whose turn it is and who have not ended, the longest first, with the grace they have left and where they await.</summary>
    public IReadOnlyList<UnitSnapshot> Stopping => [.. Units.Where(static unit => unit is { State: UnitState.Stopping, Kind: not UnitKind.Group }).OrderByDescending(static unit => unit.For)];

    /// <summary>The snapshot as text, a line a unit.</summary>
    public override string ToString() => SnapshotText.Of(this);
}
