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

    /// <summary>The name of the group it is a member of; null at the top.</summary>
    public string? Group { get; init; }

    /// <summary>Its state.</summary>
    public UnitState State { get; init; }

    /// <summary>How long it has been in that state; of a group, how long ago one of its units last changed.</summary>
    public TimeSpan For { get; init; }

    /// <summary>The number of its latest run; 0 before the first.</summary>
    public int Run { get; init; }

    /// <summary>What it last said it was doing.</summary>
    public string? Status { get; init; }

    /// <summary>When a schedule's next occurrence is due; null for every other unit, and while the schedule is not running.</summary>
    public DateTimeOffset? NextRun { get; init; }

    /// <summary>
    /// Why a pending or restarting unit waits: for the need it lacks, or for whom it comes back with; what that waits for in turn; down to the root cause (at most 32 links).
    /// Empty where it waits for its own delay, or to be asked for. Of a group: why the first of its units that waits does.
    /// </summary>
    public IReadOnlyList<UnitWait> Waits { get; init; } = [];

    /// <summary>The names of <see cref="Waits"/>.</summary>
    public IReadOnlyList<string> WaitingFor => [.. Waits.Select(static wait => wait.Unit)];

    /// <summary>The units that must end before this one can stop.</summary>
    public IReadOnlyList<string> BlockedBy { get; init; } = [];

    /// <summary>What is left of its grace; null unless it is stopping within a limit.</summary>
    public TimeSpan? GraceLeft { get; init; }

    /// <summary>The time until it runs again at the earliest; null where it does not wait for that.</summary>
    public TimeSpan? RestartsIn { get; init; }

    /// <summary>What it threw first when it last failed, the user's own exception object; null where it did not, or is ready again.</summary>
    public Exception? Failure { get; init; }

    /// <summary>
    /// Method, file and line at which it awaits, where it is starting or stopping (of at most 64 such units; in a subscription's snapshot only where it was late); null where it is
    /// not, or nothing could be known.
    /// </summary>
    public string? AwaitingAt { get; init; }
}
