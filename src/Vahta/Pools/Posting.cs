namespace Vahta.Pools;

/// <summary>Somebody who waits for room in a pool, and the item.</summary>
internal sealed class Posting<T>(T value, ItemWaiter? waiter) : TaskCompletionSource
{
    public T Value => value;

    /// <summary>Who waits for the item's end, once it is accepted.</summary>
    public ItemWaiter? Waiter => waiter;

    /// <summary>What became of it, before the wait is over.</summary>
    public PostingEnd End { get; set; }
}

/// <summary>How the waiting for room ends.</summary>
internal enum PostingEnd
{
    Waiting,
    Accepted,
    Cancelled,
    Refused,
}
