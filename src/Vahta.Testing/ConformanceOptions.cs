namespace Vahta.Testing;

/// <summary>How far <see cref="LifecycleConformance"/> looks.</summary>
public sealed record ConformanceOptions
{
    /// <summary>In how many interleavings each case runs; each also stops at another moment. Default 3.</summary>
    public int Seeds { get; init; } = 3;

    /// <summary>How long, in virtual time, an application that runs for ever is left to itself before it is stopped. Default 1 minute.</summary>
    public TimeSpan RunFor { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Called at the end of each case in which everything was stopped, and so not after the third signal, to check what only the application knows: connections left open, files left behind. What it throws is a
    /// finding. Default nothing.
    /// </summary>
    public Action<Simulation>? Invariant { get; init; }

    /// <summary>Runs only the cases whose name contains this, without regard to case: to look at one finding. Default all.</summary>
    public string? Only { get; init; }
}
