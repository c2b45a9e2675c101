namespace Vahta.Stopping;

/// <summary>A share of a stop, as it was given to one unit or to several.</summary>
/// <param name="Share">The share.</param>
internal sealed record Allotment(StopShare Share)
{
    /// <summary>What a run has that was not told to stop.</summary>
    public static readonly Allotment None = new(default(StopShare));
}
