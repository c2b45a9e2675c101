namespace Vahta;

/// <summary>
/// What becomes of occurrences that could not begin when they were due, because the process was frozen, the clock was set forward, or the unit was down.
/// An occurrence is missed when the next one is due, too, or when it is more than a minute late. Times at which no dispatcher ran are nobody's.
/// </summary>
public enum Missed
{
    /// <summary>One occurrence makes up for all of them, at once. The default.</summary>
    RunOnce,

    /// <summary>They are left out; the next one that is due runs.</summary>
    Skip,

    /// <summary>Each runs, one after another (side by side under <see cref="Overlap.Parallel"/>), at most 100.</summary>
    RunAll,
}
