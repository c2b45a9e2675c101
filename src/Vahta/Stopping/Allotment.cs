namespace Vahta.Stopping;

/// <summary>A share of a stop, as it was given to one unit or to several at once.</summary>
/// <param name="Share">The share.</param>
/// <param name="GraceEnds">When its grace is over.</param>
internal sealed record Allotment(StopShare Share, TimeSpan GraceEnds)
{
    /// <summary>What a run has that was not told to stop.</summary>
    public static readonly Allotment None = new(default, TimeSpan.Zero);
}
