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
            Observe();
            return _entries;
        }
    }

    /// <summary>The events of all dispatchers so far.</summary>
    public IReadOnlyList<LifecycleEvent> Events => [.. Told.Select(told => told.Event)];

    internal IReadOnlyList<(Dispatcher Dispatcher, LifecycleEvent Event)> Told
    {
        get
        {
            Observe();
            return _told;
        }
    }

    internal IReadOnlyList<TracedCall> Calls => _calls;

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

    internal void Follow(Dispatcher dispatcher) => _subscriptions.Add((dispatcher, dispatcher.Subscribe()));

    internal void Note(string? unit, string what)
    {
        Observe();
        _entries.Add(new(_clock.Now, unit, what));
    }

    internal TracedCall Begin(UserCall call)
    {
        var traced = new TracedCall(call.Dispatcher, call.Kind, call.Name, call.Context?.Kind, call.Context?.Run ?? 0);
        _calls.Add(traced);
        return traced;
    }

    /// <summary>Takes over what was told since.</summary>
    internal void Observe()
    {
        foreach (var (dispatcher, events) in _subscriptions)
        {
            while (events.TryRead(out var happened))
            {
                _told.Add((dispatcher, happened));
                _entries.Add(new(_clock.Now, happened.Unit, EventText.Of(happened)));
            }
        }
    }
}
