namespace Vahta.Pools;

/// <summary>An item as a pool holds it: what was posted, who waits for its end, if anybody, and which of all that were accepted it is, from 1.</summary>
internal readonly record struct PoolItem<T>(T Value, ItemWaiter? Waiter, long Number);
