using Vahta.Reports;

namespace Vahta;

/// <summary>One link of the chain from a unit that waits to the root cause: what the link before it waits for.</summary>
public sealed record UnitWait
{
    internal UnitWait()
    {
    }

    /// <summary>The unit waited for.</summary>
    public required string Unit { get; init; }

    /// <summary>Its state.</summary>
    public UnitState State { get; init; }

    /// <summary>How long it has been in that state.</summary>
    public TimeSpan For { get; init; }

    /// <summary>The time until it runs again at the earliest; null where it does not wait for that.</summary>
    public TimeSpan? RestartsIn { get; init; }

    /// <summary>What it threw first when it last failed; null where it did not, or is ready again.</summary>
    public Exception? Failure { get; init; }

    /// <summary>Method, file and line at which it awaits, where it is starting or stopping; null where that could not be known.</summary>
    public string? AwaitingAt { get; init; }

    /// <summary>The link as text, e.g. <c>database (Restarting for 2 s, again in 1.5 s, after IOException: disk gone)</c>.</summary>
    public override string ToString() => SnapshotText.Of(this);
}
