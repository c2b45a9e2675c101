using Vahta.Events;

namespace Vahta.Telemetry;

/// <summary>Reads every event and says it elsewhere. It listens like everybody else: one that hangs holds nobody up, one that throws gets nothing more.</summary>
internal abstract class EventListener(EventQueue events, Action<Exception> cutOff) : IThreadPoolWorkItem
{
    private readonly TaskCompletionSource _drained = new();

    /// <summary>Completes when everything told has been written.</summary>
    public Task Drained => _drained.Task;

    public void Execute() => _ = ListenAsync();

    protected abstract void Write(LifecycleEvent happened);

    /// <summary>Nothing more will be written.</summary>
    protected virtual void Close()
    {
    }

    private async Task ListenAsync()
    {
        try
        {
            await foreach (var happened in events.ReadAsync(CancellationToken.None))
            {
                Write(happened);
            }
        }
        catch (Exception exception)
        {
            cutOff(exception);
        }
        finally
        {
            Close();
            _drained.SetResult();
        }
    }
}
