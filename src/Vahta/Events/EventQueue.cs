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
            if (TryRead(out var happened, out var more))
            {
                yield return happened;
                cancellationToken.ThrowIfCancellationRequested();
            }
            else if (more is not null)
            {
                await more.WaitAsync(cancellationToken);
            }
            else
            {
                yield break;
            }
        }
    }

    private bool TryRead([NotNullWhen(true)] out LifecycleEvent? happened, out Task? more)
    {
        lock (_gate)
        {
            more = null;
            if (_unread.TryDequeue(out happened))
            {
                return true;
            }

            if (_cutOff is not null)
            {
                throw _cutOff;
            }

            more = _isClosed ? null : (_reader ??= new()).Task;
            return false;
        }
    }

    private TaskCompletionSource? TakeReader()
    {
        var reader = _reader;
        _reader = null;
        return reader;
    }
}
