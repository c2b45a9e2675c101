namespace Vahta;

/// <summary>What one unit was doing at one moment.</summary>
public sealed record UnitSnapshot
{
    internal UnitSnapshot()
    {
    }

    /// <summary>The unit's name.</summary>
    public required string Name { get; init; }

    /// <summary>The unit's kind.</summary>
    public UnitKind Kind { get; init; }

    /// <summary>Its state.</summary>
    public UnitState State { get; init; }

    /// <summary>How long it has been in that state.</summary>
    public TimeSpan For { get; init; }

    /// <summary>The number of its latest run; 0 before the first.</summary>
    public int Run { get; init; }

    /// <summary>What it last said it was doing.</summary>
    public string? Status { get; init; }

    /// <summary>When a schedule's next occurrence is due; null for every other unit, and while the schedule is not running.</summary>
    public DateTimeOffset? NextRun { get; init; }

    /// <summary>What a pending unit waits for: the need it lacks, what that waits for in turn, down to the root cause
    /// (at most 32 names).</summary>
    public IReadOnlyList<string> WaitingFor { get; init; } = [];

    /// <summary>The units that must end before this one can stop.</summary>
    public IReadOnlyList<string> BlockedBy { get; init; } = [];

    /// <summary>What is left of its grace; null unless it is stopping within a limit.</summary>
    public TimeSpan? GraceLeft { get; init; }

    /// <summary>Method, file and line at which it was seen awaiting when it was late; null where it is not, or nothing could be known.</summary>
    public string? AwaitingAt { get; init; }
}
