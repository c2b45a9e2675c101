namespace Vahta;

/// <summary>What happened to one unit; the times are those of its latest run.</summary>
public sealed record UnitReport
{
    internal UnitReport()
    {
    }

    /// <summary>The unit's name.</summary>
    public required string Name { get; init; }

    /// <summary>The unit's kind.</summary>
    public UnitKind Kind { get; init; }

    /// <summary>How it ended.</summary>
    public UnitState State { get; init; }

    /// <summary>How many runs it had.</summary>
    public int Runs { get; init; }

    /// <summary>How long it waited for what it needs, before its own start.</summary>
    public TimeSpan WaitedToStart { get; init; }

    /// <summary>How long its own start took: from being begun to being ready, or to its end if it never was.</summary>
    public TimeSpan Starting { get; init; }

    /// <summary>How long it waited for those that need it, before its own stop.</summary>
    public TimeSpan WaitedToStop { get; init; }

    /// <summary>How long its own stop took: from being told to having ended.</summary>
    public TimeSpan Stopping { get; init; }

    /// <summary>What it threw, the user's own exception objects; also where its failures are ignored.</summary>
    public IReadOnlyList<Exception> Errors { get; init; } = [];

    /// <summary>The unit at the root of its being skipped; null where it was not, or where the stop came first.</summary>
    public string? SkippedBecauseOf { get; init; }

    /// <summary>Method, file and line at which it was last seen awaiting when it was late; null where it never was, or nothing could be known.</summary>
    public string? AwaitingAt { get; init; }

    /// <summary>What it last said it was doing.</summary>
    public string? Status { get; init; }
}
