namespace Vahta.Units;

/// <summary>Those who wait for one unit to be ready, or to be down. Costs nothing while nobody waits.</summary>
internal sealed class UnitWaiters
{
    private TaskCompletionSource? _up;
    private TaskCompletionSource? _down;

    public Task Up => (_up ??= New()).Task;

    public Task Down => (_down ??= New()).Task;

    /// <summary>Takes those who wait for the unit to be ready; the caller completes them once the lock is released.</summary>
    public TaskCompletionSource? TakeUp() => Take(ref _up);

    public TaskCompletionSource? TakeDown() => Take(ref _down);

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static TaskCompletionSource? Take(ref TaskCompletionSource? waiter)
    {
        var taken = waiter;
        waiter = null;
        return taken;
    }
}
