namespace Vahta.Units;

/// <summary>What the fluent words say of a unit. Null means not said.</summary>
internal sealed record UnitSettings
{
    public static UnitSettings Default { get; } = new();

    public TimeLimit? StartWithin { get; init; }

    public TimeLimit? StopWithin { get; init; }

    public TimeLimit? DrainDelay { get; init; }

    public TimeLimit? DrainWithin { get; init; }

    public TimeLimit? Watchdog { get; init; }

    public RestartPolicy? Restarts { get; init; }

    public bool IsManual { get; init; }

    public bool NotifiesReady { get; init; }

    public bool IsEssential { get; init; }

    public bool IgnoresFailure { get; init; }

    /// <summary>After how many failed items or occurrences in a row the unit itself fails; null for never.</summary>
    public int? FailAfter { get; init; }
}
