namespace Vahta.Bench;

/// <summary>Done when it has been signalled as often as was said.</summary>
public sealed class Countdown(int left)
{
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = left;

    public Task Done => _all.Task;

    public void Signal()
    {
        if (Interlocked.Decrement(ref _left) == 0)
        {
            _all.SetResult();
        }
    }
}
