using Vahta.Testing.Time;
using Vahta.Testing.Tracing;

namespace Vahta.Testing;

/// <summary>
/// Everything that happened in a simulation, in order: the events of its dispatchers, what the scenario and its faults did, what the test noted. The assertions
/// on it read as sentences, and show the timeline where they fail.
/// </summary>
public sealed class Trace
{
    private const int MostLines = 300;

    private readonly VirtualClock _clock;
    private readonly Lock _gate = new();

    // under the gate, since code that has left the loop takes notes, too
    private readonly List<TraceEntry> _entries = [];
    private readonly List<(Dispatcher Dispatcher, EventSubscription Events)> _subscriptions = [];
    private readonly List<(Dispatcher Dispatcher, LifecycleEvent Event)> _told = [];
    private readonly List<TracedCall> _calls = [];

    internal Trace(VirtualClock clock) => _clock = clock;

    /// <summary>The timeline so far.</summary>
    public IReadOnlyList<TraceEntry> Entries
    {
        get
        {
            lock (_gate)
            {
                Observe();
                return [.. _entries];
            }
        }
    }

    /// <summary>The events of all dispatchers so far.</summary>
    public IReadOnlyList<LifecycleEvent> Events => [.. Told.Select(told => told.Event)];

    internal IReadOnlyList<(Dispatcher Dispatcher, LifecycleEvent Event)> Told
    {
        get
        {
            lock (_gate)
            {
                Observe();
                return [.. _told];
            }
        }
    }

    internal IReadOnlyList<TracedCall> Calls
    {
        get
        {
            lock (_gate)
            {
                return [.. _calls];
            }
        }
    }

    /// <summary>The events of one kind so far, of all units or of one.</summary>
    public IReadOnlyList<TEvent> Of<TEvent>(string? unit = null)
        where TEvent : LifecycleEvent =>
        [.. Told.Select(told => told.Event).OfType<TEvent>().Where(happened => unit is null || string.Equals(happened.Unit, unit, StringComparison.OrdinalIgnoreCase))];

    /// <summary>The timeline as text; of a long one, the end.</summary>
    public override string ToString()
    {
        var entries = Entries;
        var left = Math.Max(0, entries.Count - MostLines);
        var lines = entries.Skip(left).Select(entry => entry.ToString());
        return string.Join('\n', left == 0 ? lines : lines.Prepend($"({left} earlier lines left out)"));
    }

    internal void Follow(Dispatcher dispatcher)
    {
        var events = dispatcher.Subscribe();
        lock (_gate)
        {
            _subscriptions.Add((dispatcher, events));
        }
    }

    internal void Note(string? unit, string what)
    {
        lock (_gate)
        {
            Observe();
            _entries.Add(new(_clock.Now, unit, what));
        }
    }

    internal void Begin(TracedCall call)
    {
        lock (_gate)
        {
            _calls.Add(call);
        }
    }

    internal void Tell(Dispatcher dispatcher, LifecycleEvent happened)
    {
        lock (_gate)
        {
            _told.Add((dispatcher, happened));
            _entries.Add(new(_clock.Now, happened.Unit, EventText.Of(happened)));
        }
    }

    /// <summary>Takes over what was told since.</summary>
    internal void Observe()
    {
        lock (_gate)
        {
            for (var index = 0; index < _subscriptions.Count; index++)
            {
                Observe(index);
            }
        }
    }

    private void Observe(int index)
    {
        var (dispatcher, events) = _subscriptions[index];
        try
        {
            while (events.TryRead(out var happened))
            {
                Tell(dispatcher, happened);
            }
        }
        catch (SubscriberCutOffException)
        {
            // Said once, so that the timeline of the failure can still be shown.
            _subscriptions.RemoveAt(index);
            throw;
        }
    }
}
