using Vahta.Hooks;

namespace Vahta.Stopping;

/// <summary>Tells those outside of units that the stop has been announced. Nobody waits for them: what they registered may block.</summary>
internal sealed class Outsiders(HookCalls hooks) : IThreadPoolWorkItem
{
    private readonly CancellationTokenSource _stopping = new();

    public CancellationToken Stopping => _stopping.Token;

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
    }
}
