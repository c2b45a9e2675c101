namespace Vahta.Bench;

/// <summary>The floor: a loop by hand, with a lock and two queues that change places, and nothing else.</summary>
internal sealed class BareLoop : SynchronizationContext
{
    private readonly object _gate = new();
    private Queue<(SendOrPostCallback Code, object? State)> _incoming = new();
    private Queue<(SendOrPostCallback Code, object? State)> _ready = new();
    private bool _isOver;

    public static void Run(Func<Task> main)
    {
        var (before, loop) = (Current, new BareLoop());
        SetSynchronizationContext(loop);
        var running = main();
        running.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(loop.End);
        while (loop.Swap())
        {
            while (loop._ready.TryDequeue(out var callback))
            {
                callback.Code(callback.State);
            }
        }

        SetSynchronizationContext(before);
        running.GetAwaiter().GetResult();
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_gate)
        {
            _incoming.Enqueue((d, state));
            Monitor.Pulse(_gate);
        }
    }

    private void End()
    {
        lock (_gate)
        {
            _isOver = true;
            Monitor.Pulse(_gate);
        }
    }

    private bool Swap()
    {
        lock (_gate)
        {
            while (_incoming.Count == 0 && !_isOver)
            {
                Monitor.Wait(_gate);
            }

            (_incoming, _ready) = (_ready, _incoming);
            return _ready.Count > 0;
        }
    }
}
