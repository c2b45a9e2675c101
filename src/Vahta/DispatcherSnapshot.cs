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

    /// <summary>Every unit, in the order of registration.</summary>
    public IReadOnlyList<UnitSnapshot> Units { get; init; } = [];

    /// <summary>The snapshot as text, a line a unit.</summary>
    public override string ToString() => SnapshotText.Of(this);
}
