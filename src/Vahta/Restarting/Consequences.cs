using Vahta.Graph;
using Vahta.Stopping;
using Vahta.Supervision;
using Vahta.Units;

namespace Vahta.Restarting;

/// <summary>What the end of a single unit means for others: they come back with it, go down with it, or everything stops.</summary>
internal sealed class Consequences(Engine engine, Readiness readiness, StopSequence stop, Comebacks comebacks)
{
    private readonly Escalation _escalation = new(engine);
    private readonly UnitMoves _moves = new(engine);

    /// <summary>A run is over, and what follows has been decided: it is done.</summary>
    public void Ended(Turn turn, Unit unit)
    {
        if (unit.State is not (UnitState.Restarting or UnitState.Failed or UnitState.Abandoned or UnitState.Completed))
        {
            return;
        }

        if (unit.Verdict.Returns is not null && unit is { Wish: not UnitWish.Up } or { RetiredBy: not null })
        {
            Unwish(turn, unit);
            return;
        }

        if (unit.Verdict.Returns is { } member)
        {
            comebacks.Begin(turn, member, unit, unit.Verdict.Delay);
        }
        else if (unit.State == UnitState.Completed)
        {
            Complete(turn, unit);
        }
        else
        {
            Fail(turn, unit);
            return;
        }

        // A job's completion is what those bound to it waited for.
        if (!engine.IsAnnounced && (unit.IsLasting || unit.State != UnitState.Completed))
        {
            FallBound(turn, unit);
        }
    }

    /// <summary>A unit that had to go down is down, while the dispatcher runs on.</summary>
    public void Landed(Turn turn, Unit unit)
    {
        if (unit is { Wish: UnitWish.Gone, Run: null })
        {
            Forget(turn, unit);
            return;
        }

        readiness.Spread(turn, unit);
        readiness.Place(turn, unit);
        comebacks.Landed(turn, unit);
        if (unit is { Wish: not UnitWish.Up } or { RetiredBy: not null })
        {
            readiness.Settled(turn, unit);
        }
    }

    /// <summary>A unit that others ran on without, as it was to come back, will not: they go down.</summary>
    public void Lost(Turn turn, Unit unit)
    {
        if (unit.State is UnitState.Skipped or UnitState.Abandoned && !engine.IsAnnounced)
        {
            FallDependents(turn, unit, static (_, edge) => edge.Follows);
        }
    }

    /// <summary>A unit that was removed is down, and gone.</summary>
    public void Forget(Turn turn, Unit unit)
    {
        comebacks.Drop(turn, [unit]);
        engine.Count(unit, isWork: false);
        readiness.Forget(turn, unit);
        engine.Graph.Remove(unit);
        engine.Tell(turn, new UnitRemoved { Unit = unit.Name });
        readiness.Settled(turn, unit);
        if (unit.Group is { Node.Wish: UnitWish.Gone, IsEmpty: true } group)
        {
            Forget(turn, group.Node);
        }
    }

    // It died while it waited for its turn to stop, and was not to come back: it would have run again, and so that is nobody's failure.
    private void Unwish(Turn turn, Unit unit)
    {
        if (unit.State == UnitState.Restarting)
        {
            _moves.Make(turn, unit, Happening.IsUnwished);
        }

        _moves.GiveUp(unit);
    }

    private void Fail(Turn turn, Unit unit)
    {
        if (engine.IsAnnounced && unit.Times.Told is not null)
        {
            // It failed to stop; that stops nobody.
            return;
        }

        if (unit.Verdict.IsFinal)
        {
            stop.Announce(turn, new()
            {
                Cause = engine.ReadyAt is null ? StopCause.StartFailed : StopCause.UnitFailed,
                Unit = unit.Name,
                Exception = unit.Failure,
            }, unit);
        }
        else if (!engine.IsAnnounced)
        {
            if (unit.Verdict.IgnoredBy?.Inner is { } group)
            {
                engine.Tell(turn, new GroupFailed(unit.Name) { Unit = group.Node.Name });
                End(turn, group, GroupEnd.Failed, unit);
            }

            FallDependents(turn, unit, static (_, edge) => edge.Follows);
        }
    }

    /// <summary>A unit has completed. Where it is essential, so has its group, and perhaps the group around that, or everything.</summary>
    private void Complete(Turn turn, Unit completed)
    {
        if (completed.Comeback?.IsAnew(completed) == false)
        {
            // Its work was done just when the others had it go down: it need not be done again.
            comebacks.Drop(turn, [completed]);
        }

        if (!completed.Settings.IsEssential)
        {
            return;
        }

        var member = completed;
        while (member.Group is { } group)
        {
            if (engine.IsAnnounced || group.End != GroupEnd.None || !group.IsCompletedBy(member))
            {
                return;
            }

            engine.Tell(turn, new GroupCompleted(completed.Name) { Unit = group.Node.Name });
            var verdict = _escalation.OfCompletion(group.Node);
            if (verdict.Returns is not null)
            {
                comebacks.Begin(turn, group.Node, completed, verdict.Delay);
                return;
            }

            End(turn, group, GroupEnd.Completed, completed);
            if (!group.Node.Settings.IsEssential)
            {
                return;
            }

            member = group.Node;
        }

        stop.Announce(turn, new() { Cause = StopCause.Completed, Unit = completed.Name });
    }

    private void End(Turn turn, Group group, GroupEnd how, Unit because)
    {
        foreach (var around in because.WithGroups.Select(static member => member.Group).TakeWhile(around => around != group.Node.Group))
        {
            around!.End = how;
        }

        var units = group.Units.Where(static unit => unit.HasJoined).ToList();
        comebacks.Drop(turn, units);
        comebacks.Retire(turn, units.FindAll(unit => unit != because), because);
    }

    private void FallBound(Turn turn, Unit unit) => FallDependents(turn, unit, static (lost, edge) => edge.Need == lost && edge.Kind == EdgeKind.Bound);

    private void FallDependents(Turn turn, Unit unit, Func<Unit, Edge, bool> which)
    {
        readiness.Spread(turn, unit);
        if (unit.Dependents.IsEmpty)
        {
            return;
        }

        var open = new Stack<Unit>([unit]);
        var seen = new HashSet<Unit>(ReferenceEqualityComparer.Instance);
        while (open.TryPop(out var lost))
        {
            foreach (var edge in lost.Dependents)
            {
                if (edge.Dependent.IsLive && which(unit, edge))
                {
                    stop.Fall(turn, [edge.Dependent]);
                }
                else if (edge.Dependent.State == UnitState.Completed && edge.Follows && seen.Add(edge.Dependent))
                {
                    open.Push(edge.Dependent);
                }
            }
        }
    }
}
