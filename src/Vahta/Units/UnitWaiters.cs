namespace Vahta.Units;

/// <summary>Those who wait for one unit to be ready, or to be down. It is part of its unit, and makes nothing while nobody waits.</summary>
internal struct UnitWaiters
{
    private List<TaskCompletionSource>? _up;
    private List<TaskCompletionSource>? _down;

    public Task Up() => Wait(ref _up);

    public Task Down() => Wait(ref _down);

    /// <summary>Takes those who wait for the unit to be ready; each is completed by a work item of its own.</summary>
    public List<TaskCompletionSource>? TakeUp() => Take(ref _up);

    public List<TaskCompletionSource>? TakeDown() => Take(ref _down);

    private static Task Wait(ref List<TaskCompletionSource>? waiters)
    {
        var waiter = new TaskCompletionSource();
        (waiters ??= []).Add(waiter);
        return waiter.Task;
    }

    private static List<TaskCompletionSource>? Take(ref List<TaskCompletionSource>? waiters)
    {
        var taken = waiters;
        waiters = null;
        return taken;
    }
}
