using System.Diagnostics.CodeAnalysis;
using Vahta.Events;

namespace Vahta;

/// <summary>
/// A snapshot, and every event after it without a gap. Enumerate it once; the enumeration ends when the dispatcher has stopped or the
/// subscription is disposed, and throws <see cref="SubscriberCutOffException"/> when the reader did not keep up.
/// </summary>
public sealed class EventSubscription : IAsyncEnumerable<LifecycleEvent>, IAsyncDisposable
{
    private readonly EventQueue _queue;
    private readonly Action<EventQueue> _leave;
    private bool _isRead;

    internal EventSubscription(DispatcherSnapshot snapshot, EventQueue queue, Action<EventQueue> leave)
    {
        Snapshot = snapshot;
        _queue = queue;
        _leave = leave;
    }

    /// <summary>The state of everything just before the first event.</summary>
    public DispatcherSnapshot Snapshot { get; }

    /// <summary>The events, each as soon as it has happened.</summary>
    /// <exception cref="InvalidOperationException">They are, or have been, enumerated already.</exception>
    public IAsyncEnumerator<LifecycleEvent> GetAsyncEnumerator(CancellationToken cancellationToken = default) => Interlocked.Exchange(ref _isRead, true)
        ? throw new InvalidOperationException("The events of a subscription can be read once. Subscribe again for another reader.")
        : _queue.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);

    /// <summary>Reads the next event, if it has happened already. For readers that look now and then, instead of enumerating.</summary>
    /// <exception cref="SubscriberCutOffException">The reader did not keep up.</exception>
    public bool TryRead([NotNullWhen(true)] out LifecycleEvent? happened) => _queue.TryRead(out happened);

    /// <summary>Ends the subscription.</summary>
    public ValueTask DisposeAsync()
    {
        _leave(_queue);
        return ValueTask.CompletedTask;
    }
}
