namespace Vahta;

/// <summary>A unit was not ready, or did not stop, within its time.</summary>
public sealed class UnitTimeoutException : TimeoutException
{
    internal UnitTimeoutException(string unit, TimeSpan limit, string? awaitingAt, string message)
        : base(message)
    {
        Unit = unit;
        Limit = limit;
        AwaitingAt = awaitingAt;
    }

    /// <summary>The unit's name.</summary>
    public string Unit { get; }

    /// <summary>The time it had.</summary>
    public TimeSpan Limit { get; }

    /// <summary>Method, file and line at which it was awaiting; null when that could not be known.</summary>
    public string? AwaitingAt { get; }
}
