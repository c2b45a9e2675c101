using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Vahta.Events;

/// <summary>What one listener has still to read. Written under the dispatcher's lock without ever calling the listener.</summary>
internal sealed class EventQueue
{
    private readonly Lock _gate = new();

    // under the gate
    private readonly Queue<LifecycleEvent> _unread = [];
    private TaskCompletionSource? _reader;
    private Exception? _cutOff;
    private bool _isClosed;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _unread.Count;
            }
        }
    }

    /// <summary>Adds an event. Returns the reader's wait, if it waits: to be completed once no lock is held.</summary>
    public TaskCompletionSource? Add(LifecycleEvent happened)
    {
        lock (_gate)
        {
            _unread.Enqueue(happened);
            return TakeReader();
        }
    }

    /// <summary>No more events; the reader ends when it has read what is left, or throws what it is cut off with.</summary>
    public TaskCompletionSource? Close(Exception? cutOff)
    {
        lock (_gate)
        {
            _isClosed = true;
            _cutOff = cutOff;
            return TakeReader();
        }
    }

    public async IAsyncEnumerable<LifecycleEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryRead(out var happened))
            {
                yield return happened;
                cancellationToken.ThrowIfCancellationRequested();
            }
            else if (More() is { } more)
            {
                await more.WaitAsync(cancellationToken);
            }
            else
            {
                yield break;
            }
        }
    }

    public bool TryRead([NotNullWhen(true)] out LifecycleEvent? happened)
    {
        lock (_gate)
        {
            return _unread.TryDequeue(out happened) || (_cutOff is null ? false : throw _cutOff);
        }
    }

    // What to wait for: done where something came meanwhile, null where nothing will.
    private Task? More()
    {
        lock (_gate)
        {
            return _unread.Count > 0 ? Task.CompletedTask
                : _cutOff is not null ? throw _cutOff
                : _isClosed ? null
                : (_reader ??= new()).Task;
        }
    }

    private TaskCompletionSource? TakeReader()
    {
        var reader = _reader;
        _reader = null;
        return reader;
    }
}
