using Vahta.Graph;
using Vahta.Reports;
using Vahta.Units;

namespace Vahta.Hosting.Health;

/// <summary>The units that are not up though they should be, at one moment. What starts by request only, and was not asked for, and what has completed, should not.</summary>
internal sealed class DownUnits
{
    private readonly IReadOnlyList<UnitSnapshot> _rows;
    private readonly DateTimeOffset _now;

    private DownUnits(DispatcherSnapshot snapshot, DateTimeOffset now, bool areAllIgnored)
    {
        State = snapshot.State;
        _now = now;
        AreAllIgnored = areAllIgnored;
        _rows = snapshot.Units;
    }

    public DispatcherState State { get; }

    public bool AreAllIgnored { get; }

    public bool Any => _rows.Count > 0;

    public string Text => Any ? $"not up: {string.Join(", ", _rows.Select(static row => row.Name))}" : "all units are up";

    /// <summary>The first failure among them, the user's own exception object.</summary>
    public Exception? Failure => _rows.FirstOrDefault(static row => row.Failure is not null)?.Failure;

    /// <summary>Each with its state, since when, and what it waits for down to the root cause.</summary>
    public IReadOnlyDictionary<string, object> Data => _rows.ToDictionary(static row => row.Name, object (row) => new DownUnit(row.State.ToString(), _now - row.For, row.WaitingFor, row.AwaitingAt, SnapshotText.Line(row)));

    // Asked at every probe, and mostly of units that are up: only of the others anything is written down.
    public static DownUnits Of(Dispatcher dispatcher)
    {
        List<Unit> down = [];
        var snapshot = dispatcher.Snapshot(graph => down = In(graph));
        return new(snapshot, dispatcher.TimeProvider.GetUtcNow(), down.TrueForAll(static unit => unit.IgnoresFailure));
    }

    private static List<Unit> In(UnitGraph graph)
    {
        var down = new List<Unit>();
        var completed = new Dictionary<Unit, bool>(ReferenceEqualityComparer.Instance);
        foreach (var unit in graph.Units)
        {
            if (unit is { State: not (UnitState.Running or UnitState.Completed), Wish: not UnitWish.Unasked } && !unit.WithGroups.Any(IsCompleted))
            {
                down.Add(unit);
            }
        }

        return down;

        bool IsCompleted(Unit around)
        {
            if (!completed.TryGetValue(around, out var isSo))
            {
                completed[around] = isSo = around.Inner?.State == UnitState.Completed;
            }

            return isSo;
        }
    }
}
