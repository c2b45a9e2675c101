namespace Vahta.Telemetry;

/// <summary>One start of a unit, or one stop, that is over.</summary>
/// <param name="IsStop">Whether it was a stop.</param>
/// <param name="Began">When it began.</param>
internal readonly record struct UnitPhase(bool IsStop, DateTimeOffset Began)
{
    /// <summary>What the unit threw; none where it went well.</summary>
    public IReadOnlyList<Exception> Exceptions { get; init; } = [];

    /// <summary>Whether the unit was left behind.</summary>
    public bool IsAbandoned { get; init; }

    /// <summary>Whether it was a start that a stop cut short: it says nothing of how long one takes.</summary>
    public bool IsCutShort { get; init; }

    /// <summary>The sort of failure; null where it went well.</summary>
    public string? ErrorType => IsAbandoned ? "abandoned" : Exceptions.Count > 0 ? Exceptions[0].GetType().FullName : null;
}
