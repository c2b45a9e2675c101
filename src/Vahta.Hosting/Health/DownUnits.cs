using Vahta.Reports;
using Vahta.Units;

namespace Vahta.Hosting.Health;

/// <summary>The units that are not up though they should be, at one moment. What starts by request only, and was not asked for, and what has completed, should not.</summary>
internal sealed class DownUnits
{
    private readonly List<UnitSnapshot> _rows;
    private readonly DateTimeOffset _now;

    private DownUnits(DispatcherState state, DateTimeOffset now, List<UnitSnapshot> rows, bool areAllIgnored)
    {
        State = state;
        _now = now;
        AreAllIgnored = areAllIgnored;
        _rows = rows;
    }

    public DispatcherState State { get; }

    public bool AreAllIgnored { get; }

    public bool Any => _rows.Count > 0;

    public string Text => Any ? $"not up: {string.Join(", ", _rows.Select(static row => row.Name))}" : "all units are up";

    /// <summary>The first failure among them, the user's own exception object.</summary>
    public Exception? Failure => _rows.Find(static row => row.Failure is not null)?.Failure;

    /// <summary>Each with its state, since when, and what it waits for down to the root cause.</summary>
    public IReadOnlyDictionary<string, object> Data => _rows.ToDictionary(static row => row.Name, object (row) => new DownUnit(row.State.ToString(), _now - row.For, row.WaitingFor, row.AwaitingAt, SnapshotText.Line(row)));

    public static DownUnits Of(Dispatcher dispatcher)
    {
        var snapshot = dispatcher.Snapshot();
        var completed = snapshot.Units.Where(static row => row is { Kind: UnitKind.Group, State: UnitState.Completed }).Select(static row => row.Name).ToHashSet();
        var (down, areAllIgnored) = (new List<UnitSnapshot>(), true);
        foreach (var row in snapshot.Units.Where(row => row.Kind != UnitKind.Group && row.State is not (UnitState.Running or UnitState.Completed)))
        {
            var unit = dispatcher.TryGetUnit(row.Name, out var handle) ? handle.Unit : null;
            if (unit is not { Wish: UnitWish.Unasked } && unit?.WithGroups.Any(around => completed.Contains(around.Name)) != true)
            {
                down.Add(row);
                areAllIgnored &= unit?.IgnoresFailure == true;
            }
        }

        return new(snapshot.State, dispatcher.TimeProvider.GetUtcNow(), down, areAllIgnored);
    }
}
