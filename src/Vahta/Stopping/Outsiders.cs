using Vahta.Hooks;

namespace Vahta.Stopping;

/// <summary>Tells those outside of units that the stop has been announced. No unit waits for them: what they registered may block.</summary>
internal sealed class Outsiders(HookCalls hooks) : IThreadPoolWorkItem
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _told = new();

    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Completes when all have been told.</summary>
    public Task Told => _told.Task;

    public void Execute()
    {
        try
        {
            _stopping.Cancel();
        }
        catch (AggregateException exception)
        {
            hooks.Tell("Dispatcher.Stopping", exception.InnerExceptions);
        }

        _told.SetResult();
    }
}
