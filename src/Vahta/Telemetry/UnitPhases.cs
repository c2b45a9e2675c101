namespace Vahta.Telemetry;

/// <summary>Reads off the events which starts and stops of units are over.</summary>
internal sealed class UnitPhases
{
    private readonly Dictionary<string, (int Run, UnitPhase Phase)> _underWay = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A start or a stop had begun before the first event.</summary>
    public void Begin(string unit, int run, UnitPhase phase) => _underWay[unit] = (run, phase);

    /// <summary>The start or stop that an event ends, if it ends one.</summary>
    public UnitPhase? Follow(LifecycleEvent happened)
    {
        switch (happened)
        {
            case UnitStarting:
                Begin(happened.Unit!, happened.Run, new(IsStop: false, happened.Time));
                return null;
            case UnitStopping:
                var cut = End(happened);
                Begin(happened.Unit!, happened.Run, new(IsStop: true, happened.Time));
                return cut is { } start ? start with { IsCutShort = true } : null;
            case UnitReady or UnitCompleted or UnitStopped:
                return End(happened);
            case UnitFailed failed:
                return End(happened) is { } broken ? broken with { Exceptions = failed.Exceptions } : null;
            case UnitRestarting again:
                return End(happened) is { } ended ? ended with { Exceptions = again.Exceptions } : null;
            case UnitAbandoned abandoned:
                return End(happened) is { } left ? left with { Exceptions = abandoned.Exceptions, IsAbandoned = true } : null;
            default:
                return null;
        }
    }

    // What an earlier run still has to say ends nothing of a later one.
    private UnitPhase? End(LifecycleEvent happened)
    {
        if (!_underWay.TryGetValue(happened.Unit!, out var begun) || begun.Run != happened.Run)
        {
            return null;
        }

        _underWay.Remove(happened.Unit!);
        return begun.Phase;
    }
}
