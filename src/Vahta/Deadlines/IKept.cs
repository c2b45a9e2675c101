namespace Vahta.Deadlines;

/// <summary>What the keeper's thread watches over: a dispatcher's clock, and who is to hear of a starved pool.</summary>
internal interface IKept
{
    DispatcherClock Clock { get; }

    /// <summary>Something is due. Throws nothing: the keeper keeps others, too.</summary>
    void Wake();

    void PoolStarved(TimeSpan since);

    void PoolRecovered(TimeSpan after);
}
