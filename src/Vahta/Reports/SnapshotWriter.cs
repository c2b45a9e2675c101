using Vahta.Deadlines;
using Vahta.Supervision;
using Vahta.Units;

namespace Vahta.Reports;

/// <summary>Takes a picture of everything, under the lock.</summary>
internal static class SnapshotWriter
{
    // Keeps the picture linear in the units: in a chain of thousands nobody reads further.
    private const int LongestChain = 32;

    public static DispatcherSnapshot Write(Turn turn, Engine engine, StopReason? reason) => Write(turn, engine, reason, engine.Graph.All);

    /// <summary>As <see cref="Write(Turn, Engine, StopReason?)"/>, of some units and groups alone.</summary>
    public static DispatcherSnapshot Write(Turn turn, Engine engine, StopReason? reason, IEnumerable<Unit> shown)
    {
        var now = turn.Now;
        return new()
        {
            State = engine.State,
            Time = engine.Clock.DateOf(now),
            Reason = reason,
            Units = [.. shown.Select(member => member.Inner is null ? Row(now, member) : Row(now, member.Inner))],
        };
    }

    private static UnitSnapshot Row(TimeSpan now, Unit unit)
    {
        var waits = unit.State is UnitState.Pending or UnitState.Restarting ? Chain(now, unit) : [];
        return new()
        {
            Name = unit.Name,
            Kind = unit.Kind,
            Group = unit.Group?.Node.Name,
            State = unit.State,
            For = now - unit.Since,
            Run = unit.Runs,
            Status = unit.Status,
            NextRun = unit.Body.NextRun,
            Waits = waits,
            BlockedBy = unit.IsFalling && unit.State != UnitState.Stopping ? [.. unit.Dependents.Where(edge => edge.Dependent.IsFalling).Select(edge => edge.Dependent.Name)] : [],
            GraceLeft = unit is { State: UnitState.Stopping, Run: { DueFor: DueFor.FirstLook or DueFor.Grace, IsSet: true } run } && run.GraceEnds > now ? run.GraceEnds - now : null,
            RestartsIn = RestartsIn(now, unit),
            Failure = FailureOf(unit),
            AwaitingAt = unit.AwaitingAt,
        };
    }

    private static UnitSnapshot Row(TimeSpan now, Group group) => new()
    {
        Name = group.Node.Name,
        Kind = UnitKind.Group,
        Group = group.Node.Group?.Node.Name,
        State = group.State,
        For = group.Units.Select(unit => now - unit.Since).DefaultIfEmpty().Min(),
        RestartsIn = group.Units.Select(unit => RestartsIn(now, unit)).Max(),
        Waits = group.Units.FirstOrDefault(static unit => unit.State is UnitState.Pending or UnitState.Restarting) is { } waiting ? Chain(now, waiting) : [],
        Failure = group.Units.Select(FailureOf).FirstOrDefault(static failure => failure is not null),
    };

    // The graph has no circle, so the walk ends at what waits for nothing.
    private static List<UnitWait> Chain(TimeSpan now, Unit unit)
    {
        var chain = new List<UnitWait>();
        while (chain.Count < LongestChain && AwaitedBy(unit) is { } awaited)
        {
            chain.Add(Link(now, awaited));
            unit = awaited;
        }

        return chain;
    }

    // Whoever comes back with others waits for those that are not down, then for the delay of the one that failed, and only then for what it needs. Whoever goes down waits for
    // nothing that would make it come up.
    private static Unit? AwaitedBy(Unit unit) => unit switch
    {
        { IsFalling: true } or { IsLive: true, IsAvailable: true } => null,
        { Comeback: { } comeback } => comeback.Awaited?.FirstOrDefault(other => other != unit) ?? (comeback.Failed == unit ? null : comeback.Failed),
        _ => unit.Needs.Find(static edge => !edge.IsMet)?.Need,
    };

    private static UnitWait Link(TimeSpan now, Unit unit) => new()
    {
        Unit = unit.Name,
        State = unit.State,
        For = now - unit.Since,
        RestartsIn = RestartsIn(now, unit),
        Failure = FailureOf(unit),
        AwaitingAt = unit.AwaitingAt,
    };

    private static TimeSpan? RestartsIn(TimeSpan now, Unit unit) => unit.Comeback?.At.Since(now);

    private static Exception? FailureOf(Unit unit) => unit.State is UnitState.Running or UnitState.Completed ? null : unit.Failure;
}
