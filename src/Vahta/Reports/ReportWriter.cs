using Vahta.Stopping;
using Vahta.Supervision;
using Vahta.Units;

namespace Vahta.Reports;

/// <summary>Writes down, under the lock, what has happened so far: the report at the end, or as it stands when nobody can wait for the end.</summary>
internal sealed class ReportWriter(Engine engine, StopSequence stop)
{
    public RunReport Write(Turn turn)
    {
        var reason = stop.Reason ?? new StopReason { Cause = StopCause.Requested };
        var announced = engine.IsAnnounced ? stop.Budget.Announced : turn.Now;
        var (start, end) = (CriticalChain.OfStart(engine.ReadyAt ?? announced), CriticalChain.OfStop(announced));
        var rows = new List<UnitReport>(engine.Graph.Count);
        foreach (var unit in engine.Graph.Units)
        {
            rows.Add(Row(unit, announced));
            start.Consider(unit);
            end.Consider(unit);
        }

        return new()
        {
            ExitCode = ExitCodes.Of(reason, engine.AnyUnitFailed, engine.AnyAbandoned),
            Reason = reason,
            LaterReasons = [.. stop.LaterReasons],
            Units = rows,
            Errors = [.. engine.Errors],
            StartCompleted = engine.ReadyAt is not null,
            Starting = (engine.ReadyAt ?? announced) - engine.StartedAt,
            Running = engine.ReadyAt is { } ready ? announced - ready : TimeSpan.Zero,
            Stopping = turn.Now - announced,
            StartCriticalChain = start.Names(),
            StopCriticalChain = end.Names(),
        };
    }

    private static UnitReport Row(Unit unit, TimeSpan announced)
    {
        var times = unit.Times;
        return new()
        {
            Name = unit.Name,
            Kind = unit.Kind,
            State = unit.State,
            Runs = unit.Runs,
            WaitedToStart = Between(times.Awaiting, times.Began),
            Starting = Between(times.Began, times.Ready ?? times.Told ?? times.Ended),
            WaitedToStop = times.Told > announced ? times.Told.Value - announced : TimeSpan.Zero,
            Stopping = Between(times.Told, times.Ended),
            Errors = unit.Errors.ToArray(),
            SkippedBecauseOf = unit.Cause?.Name,
            AwaitingAt = unit.AwaitingAt,
            Status = unit.Status,
        };
    }

    private static TimeSpan Between(TimeSpan? from, TimeSpan? to) => from is null || to is null || to < from ? TimeSpan.Zero : to.Value - from.Value;
}
