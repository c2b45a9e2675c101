namespace Vahta;

/// <summary>
/// Something that happened to a dispatcher or one of its units: the base of one closed family. Events of one unit come in the order
/// in which they happened; logs, reports and tests only listen.
/// </summary>
public abstract record LifecycleEvent
{
    private protected LifecycleEvent()
    {
    }

    /// <summary>The event's place in the dispatcher's history, counted from 1 without a gap.</summary>
    public long Sequence { get; internal set; }

    /// <summary>When it happened, by the dispatcher's time provider.</summary>
    public DateTimeOffset Time { get; internal set; }

    /// <summary>How long after the dispatcher was made it happened.</summary>
    public TimeSpan Elapsed { get; internal set; }

    /// <summary>The unit's name; null where the event is the dispatcher's own.</summary>
    public string? Unit { get; internal set; }

    /// <summary>The number of the unit's run, from 1; 0 where no run is concerned.</summary>
    public int Run { get; internal set; }

    /// <summary>The unit's kind, where a run is concerned.</summary>
    internal UnitKind Kind { get; set; }
}
