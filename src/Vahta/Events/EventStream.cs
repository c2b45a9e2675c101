namespace Vahta.Events;

/// <summary>Where events are told, under the dispatcher's lock, to whoever listens. A listener that falls behind is cut off, never waited for.</summary>
/// <param name="wake">Lets a listener read on, once no lock is held.</param>
internal sealed class EventStream(Action<TaskCompletionSource?> wake)
{
    // Enough for a burst of a large application's start; beyond it the listener is not slow but stuck.
    private const int BacklogPerUnit = 8;
    private const int LeastBacklog = 10_000;

    // under the dispatcher's lock
    private readonly List<EventQueue> _listeners = [];
    private long _sequence;
    private bool _isClosed;

    /// <summary>Whether anybody listens: without, no event need be made.</summary>
    public bool IsHeard => _listeners.Count > 0;

    public EventQueue Open()
    {
        var listener = new EventQueue();
        if (_isClosed)
        {
            listener.Close(null);
        }
        else
        {
            _listeners.Add(listener);
        }

        return listener;
    }

    public void Leave(EventQueue listener)
    {
        if (_listeners.Remove(listener))
        {
            wake(listener.Close(null));
        }
    }

    public void Tell(LifecycleEvent happened, int units)
    {
        happened.Sequence = ++_sequence;
        var backlog = Math.Max(LeastBacklog, units * BacklogPerUnit);
        var missed = 0;
        for (var index = _listeners.Count - 1; index >= 0; index--)
        {
            var listener = _listeners[index];
            if (listener.Count >= backlog)
            {
                missed = listener.Count;
                _listeners.RemoveAt(index);
                wake(listener.Close(new SubscriberCutOffException(missed)));
            }
            else
            {
                wake(listener.Add(happened));
            }
        }

        if (missed > 0)
        {
            Tell(new SubscriberCutOff(missed) { Time = happened.Time, Elapsed = happened.Elapsed }, units);
        }
    }

    /// <summary>No more events: every listener reads what is left and ends.</summary>
    public void Close()
    {
        _isClosed = true;
        foreach (var listener in _listeners)
        {
            wake(listener.Close(null));
        }

        _listeners.Clear();
    }
}
