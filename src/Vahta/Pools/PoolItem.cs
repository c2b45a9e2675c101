namespace Vahta.Pools;

/// <summary>An item as a pool holds it: what was posted, and who waits for its end, if anybody.</summary>
internal readonly record struct PoolItem<T>(T Value, ItemWaiter? Waiter);
