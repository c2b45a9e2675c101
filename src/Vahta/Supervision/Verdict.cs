using Vahta.Units;

namespace Vahta.Supervision;

/// <summary>What follows from the end of a unit, decided at once and from the bottom up.</summary>
internal sealed record Verdict
{
    /// <summary>That nothing follows.</summary>
    public static Verdict None { get; } = new();

    /// <summary>Who runs again: the unit itself, or the node of a group around it, all of whose units do; null where nobody does.</summary>
    public Unit? Returns { get; init; }

    /// <summary>How long they wait.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Which failure in a row of theirs it was; 0 where nothing failed.</summary>
    public int Attempt { get; init; }

    /// <summary>Whose failures, the unit's or those of a group around it, are ignored, so that it ends there; null where nobody's.</summary>
    public Unit? IgnoredBy { get; init; }

    /// <summary>How many restarts the first limit that was reached allows, the unit's or its group's; null where none was.</summary>
    public int? GaveUpAfter { get; init; }

    /// <summary>Whether nobody on the way up made good for it: it is a failure of the dispatcher's.</summary>
    public bool IsFinal => Returns is null && IgnoredBy is null;
}
