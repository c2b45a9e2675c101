namespace Vahta.Pools;

/// <summary>Somebody who waits for an item's end, and so is the one to be told how it failed.</summary>
internal sealed class ItemWaiter : TaskCompletionSource
{
    /// <summary>What it failed with; written before the wait is over.</summary>
    public IReadOnlyList<Exception> Failure { get; set; } = [];

    /// <summary>Whether it was handed back without having been begun.</summary>
    public bool IsLeftOver { get; set; }
}
