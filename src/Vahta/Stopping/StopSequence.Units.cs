using Vahta.Graph;
using Vahta.Supervision;
using Vahta.Units;

namespace Vahta.Stopping;

/// <content>What the end of a single unit means for others: they go down with it, or everything stops.</content>
internal sealed partial class StopSequence
{
    /// <summary>A unit and all that need it go down, in order; the dispatcher runs on.</summary>
    public void Fall(Turn turn, Unit unit) => _falling.From(turn, unit, _readiness.Spread);

    /// <summary>A run is over: a final failure escalates, an essential end completes; who waited for it may have their turn.</summary>
    public void Ended(Turn turn, Unit unit)
    {
        // First what it means: that it leaves no work for others is not the reason, where its failure is.
        Judge(turn, unit);
        _falling.Ended(turn, unit);
        if (_engine.IsAnnounced)
        {
            CompleteWhenDown();
        }
    }

    private void Judge(Turn turn, Unit unit)
    {
        if (unit.State is UnitState.Failed or UnitState.Abandoned)
        {
            Escalate(turn, unit);
        }
        else if (unit.State == UnitState.Completed && unit.Settings.IsEssential)
        {
            Announce(turn, new() { Cause = StopCause.Completed, Unit = unit.Name });
        }
        else if (unit is { State: UnitState.Completed, IsLasting: true } && !_engine.IsAnnounced)
        {
            FallDependents(turn, unit, edge => edge.Need == unit && edge.Kind == EdgeKind.Bound);
        }
    }

    private void Escalate(Turn turn, Unit unit)
    {
        if (_engine.IsAnnounced && unit.Times.Told is not null)
        {
            // It failed to stop; that stops nobody.
            return;
        }

        if (!unit.Settings.IgnoresFailure)
        {
            Announce(turn, new()
            {
                Cause = _engine.ReadyAt is null ? StopCause.StartFailed : StopCause.UnitFailed,
                Unit = unit.Name,
                Exception = unit.Failure,
            }, unit);
        }
        else if (!_engine.IsAnnounced)
        {
            FallDependents(turn, unit, static edge => edge.Follows);
        }
    }

    private void FallDependents(Turn turn, Unit unit, Func<Edge, bool> which)
    {
        _readiness.Spread(turn, unit);
        var open = new Stack<Unit>([unit]);
        var seen = new HashSet<Unit>(ReferenceEqualityComparer.Instance);
        while (open.TryPop(out var lost))
        {
            foreach (var edge in lost.Dependents)
            {
                if (edge.Dependent.IsLive && which(edge))
                {
                    Fall(turn, edge.Dependent);
                }
                else if (edge.Dependent.State == UnitState.Completed && edge.Follows && seen.Add(edge.Dependent))
                {
                    open.Push(edge.Dependent);
                }
            }
        }
    }

    private void Landed(Turn turn, Unit unit)
    {
        _engine.CompleteAll(unit.Waiters.TakeDown());
        if (_engine.IsAnnounced)
        {
            CompleteWhenDown();
            return;
        }

        if (unit is { Wish: UnitWish.Gone, Run: null })
        {
            Forget(turn, unit);
            return;
        }

        _readiness.Spread(turn, unit);
        _readiness.Place(turn, unit);
    }

    /// <summary>A unit that was removed is down, and gone.</summary>
    public void Forget(Turn turn, Unit unit)
    {
        _engine.Work -= unit is { HasJoined: true, IsWork: true } ? 1 : 0;
        _engine.Graph.Remove(unit);
        _engine.Tell(turn, new UnitRemoved { Unit = unit.Name });
        _readiness.Settled(turn, unit);
    }
}
