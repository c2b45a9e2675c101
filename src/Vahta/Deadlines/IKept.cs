namespace Vahta.Deadlines;

/// <summary>What the keeper's thread watches over.</summary>
internal interface IKept
{
    /// <summary>The time until it wants to be woken: zero where it is due.</summary>
    TimeSpan UntilDue { get; }

    /// <summary>Something is due. Throws nothing: the keeper keeps others, too.</summary>
    void Wake();

    void PoolStarved(TimeSpan since)
    {
    }

    void PoolRecovered(TimeSpan after)
    {
    }
}
