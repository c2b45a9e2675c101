namespace Vahta.Testing.Tracing;

/// <summary>When a unit's latest run began, was ready, was told to stop and ended, as places in the sequence of events.</summary>
internal sealed record Life(string Name)
{
    /// <summary>It has not happened: after everything else.</summary>
    public const int Never = int.MaxValue;

    public int Began { get; private set; } = Never;

    public int Ready { get; private set; } = Never;

    public int Stopping { get; private set; } = Never;

    public int Ended { get; private set; } = Never;

    public static Life Of(Trace trace, string unit)
    {
        var life = new Life(unit);
        var events = trace.Events;
        for (var index = 0; index < events.Count; index++)
        {
            if (string.Equals(events[index].Unit, unit, StringComparison.OrdinalIgnoreCase))
            {
                life.Happened(events[index], index);
            }
        }

        return life;
    }

    public string Told(int place, string what) => place == Never ? $"'{Name}' never {what}" : $"'{Name}' {what} as event {place + 1}";

    private void Happened(LifecycleEvent happened, int place)
    {
        switch (happened)
        {
            case UnitStarting:
                (Began, Ready, Stopping, Ended) = (place, Never, Never, Never);
                break;
            case UnitReady:
                Ready = place;
                break;
            case UnitStopping:
                Stopping = place;
                break;
            case UnitCompleted:
                Ready = Math.Min(Ready, place);
                Ended = place;
                break;
            case UnitStopped or UnitFailed or UnitRestarting or UnitAbandoned or UnitPending when Began != Never:
                Ended = Math.Min(Ended, place);
                break;
        }
    }
}
