using Vahta.Supervision;
using Vahta.Units;

namespace Vahta.Reports;

/// <summary>Takes a picture of everything, under the lock.</summary>
internal static class SnapshotWriter
{
    // Keeps the picture linear in the units: in a chain of thousands nobody reads further.
    private const int LongestChain = 32;

    public static DispatcherSnapshot Write(Turn turn, Engine engine, StopReason? reason)
    {
        var now = turn.Now;
        return new()
        {
            State = engine.State,
            Time = engine.Clock.DateOf(now),
            Reason = reason,
            Units = [.. engine.Graph.Units.Select(unit => Row(now, unit))],
        };
    }

    private static UnitSnapshot Row(TimeSpan now, Unit unit) => new()
    {
        Name = unit.Name,
        Kind = unit.Kind,
        State = unit.State,
        For = now - unit.Times.Since,
        Run = unit.Runs,
        Status = unit.Status,
        NextRun = unit.Body.NextRun,
        WaitingFor = unit.State == UnitState.Pending ? Chain(unit) : [],
        BlockedBy = unit.IsFalling && unit.State != UnitState.Stopping ? [.. unit.Dependents.Where(edge => edge.Dependent.IsFalling).Select(edge => edge.Dependent.Name)] : [],
        GraceLeft = unit is { State: UnitState.Stopping, Run: { DueFor: DueFor.FirstLook or DueFor.Grace, Slot: >= 0 } run } && run.GraceEnds > now ? run.GraceEnds - now : null,
        AwaitingAt = unit.AwaitingAt,
    };

    // The graph has no circle, so the walk ends at what waits for nothing.
    private static List<string> Chain(Unit unit)
    {
        var chain = new List<string>();
        while (chain.Count < LongestChain && unit.Needs.Find(static edge => !edge.IsMet) is { } lacking)
        {
            chain.Add(lacking.Need.Name);
            unit = lacking.Need;
        }

        return chain;
    }
}
