using Vahta.Graph;
using Vahta.Units;

namespace Vahta.Supervision;

/// <summary>
/// Who may start. A unit is available when it is ready and all it needs is available; units count the needs they still lack, and start when
/// none is left. A change spreads along the edges once, whatever the depth.
/// </summary>
internal sealed class Readiness(Engine engine, Supervisor supervisor)
{
    private readonly UnitMoves _moves = new(engine);
    private readonly Queue<Unit> _changed = [];
    private readonly Queue<Unit> _lost = [];
    private bool _isSpreading;

    /// <summary>Told of each unit that will not become ready any more for the time being.</summary>
    public Action<Turn, Unit> Settled { get; set; } = static (_, _) => { };

    /// <summary>Told of each unit that was skipped, or does not come back with the others: those that ran on without it have lost it for good.</summary>
    public Action<Turn, Unit> Lost { get; set; } = static (_, _) => { };

    /// <summary>Counts what a unit lacks, when it joins the graph.</summary>
    public void Count(Unit unit)
    {
        unit.Unmet = 0;
        foreach (var edge in unit.Needs)
        {
            edge.IsMet = IsMet(edge);
            unit.Unmet += edge.IsMet ? 0 : 1;
        }
    }

    /// <summary>Starts a pending unit that is wished up and lacks nothing; one whose need is lost for good is skipped.</summary>
    public void Place(Turn turn, Unit unit)
    {
        if (unit is not { State: UnitState.Pending, Wish: UnitWish.Up, IsFalling: false, Run: null, Comeback: null, RetiredBy: null } || !engine.UnitsBegan || engine.IsAnnounced)
        {
            return;
        }

        if (unit.Unmet == 0)
        {
            supervisor.Start(turn, unit);
        }
        else if (LossOf(unit) is { } lost)
        {
            Skip(turn, unit, lost);
        }
    }

    /// <summary>A unit that ended, or was skipped, is wanted again: it waits for what it needs.</summary>
    public void Want(Turn turn, Unit unit)
    {
        _moves.Retire(unit, null);
        if (unit.State is not (UnitState.Pending or UnitState.Starting or UnitState.Running or UnitState.Stopping))
        {
            unit.Cause = null;
            _moves.Make(turn, unit, Happening.IsWished);
            MindAgain(unit);
        }
    }

    // What had completed did not mind the end of what it was bound to; what is to run again does.
    private static void MindAgain(Unit unit)
    {
        foreach (var edge in unit.Needs)
        {
            if (edge.IsMet && edge.Kind == EdgeKind.Bound && IsEndOfBound(edge))
            {
                edge.IsMet = false;
                unit.Unmet++;
            }
        }
    }

    /// <summary>A unit goes for good: who only had to be in order with it lacks it no longer.</summary>
    public void Forget(Turn turn, Unit unit)
    {
        foreach (var edge in unit.Dependents)
        {
            edge.Dependent.ForgetNeed(edge);
            edge.Dependent.Unmet -= edge.IsMet ? 0 : 1;
            Place(turn, edge.Dependent);
        }

        unit.ForgetDependents();
    }

    /// <summary>Units that wait for their start together do so in order, also along edges that stay met once they were.</summary>
    public void Line(IReadOnlyCollection<Unit> units)
    {
        var waiting = units.Where(static unit => unit.State == UnitState.Pending).ToHashSet(ReferenceEqualityComparer.Instance);
        foreach (var edge in units.SelectMany(static unit => unit.Needs).Where(edge => edge is { IsMet: true, Follows: false } && waiting.Contains(edge.Need)))
        {
            edge.IsMet = false;
            edge.Dependent.Unmet++;
        }
    }

    /// <summary>A unit's state, or its turn to fall, has changed: those who need it may start, or must wait or be skipped.</summary>
    public void Spread(Turn turn, Unit unit)
    {
        if (engine.IsAnnounced)
        {
            return;
        }

        _changed.Enqueue(unit);
        if (_isSpreading)
        {
            return;
        }

        _isSpreading = true;
        try
        {
            while (_changed.TryDequeue(out var changed))
            {
                Look(turn, changed);
            }
        }
        finally
        {
            _isSpreading = false;
        }

        while (_lost.TryDequeue(out var lost))
        {
            Lost(turn, lost);
        }
    }

    /// <summary>Skips a unit that was waiting, naming the cause at the root of it.</summary>
    public void Skip(Turn turn, Unit unit, Unit? cause)
    {
        unit.Cause = cause;
        _moves.Make(turn, unit, Happening.LosesNeed);
        Settled(turn, unit);
        _lost.Enqueue(unit);
        Spread(turn, unit);
    }

    /// <summary>Skips all that still wait, directly or through others that wait, for a unit that was lost.</summary>
    public void SkipBecauseOf(Turn turn, Unit lost)
    {
        var open = new Stack<Unit>([lost]);
        while (open.TryPop(out var unit))
        {
            foreach (var edge in unit.Dependents)
            {
                if (edge.Follows && edge.Dependent.State == UnitState.Pending)
                {
                    Skip(turn, edge.Dependent, lost);
                    open.Push(edge.Dependent);
                }
            }
        }
    }

    private void Look(Turn turn, Unit unit)
    {
        if (unit.State == UnitState.Completed && unit.Unmet > 0)
        {
            LetGo(unit);
        }

        unit.IsAvailable = IsReady(unit) && unit is { Unmet: 0, IsFalling: false, Comeback: null, Wish: UnitWish.Up };
        unit.LostTo = HasFailed(unit) ? unit.Cause ?? unit
            : HasRetired(unit) && !IsDoneWithItsGroup(unit) ? unit.RetiredBy
            : unit.State == UnitState.Completed && unit.Unmet > 0 ? LossOf(unit)
            : null;
        foreach (var edge in unit.Dependents)
        {
            var isMet = IsMet(edge) || StaysMet(edge);
            if (isMet != edge.IsMet)
            {
                edge.IsMet = isMet;
                edge.Dependent.Unmet += isMet ? -1 : 1;
                Follow(turn, edge);
            }
            else if (!isMet && edge.Dependent.State == UnitState.Completed && edge.Dependent.LostTo != LossOf(edge.Dependent))
            {
                Spread(turn, edge.Dependent);
            }

            if (!isMet && edge.Dependent.State == UnitState.Pending && LossOver(edge) is { } lost)
            {
                Skip(turn, edge.Dependent, lost);
            }
        }
    }

    // What was completed no longer minds the end of what it was bound to.
    private static void LetGo(Unit completed)
    {
        foreach (var edge in completed.Needs)
        {
            if (!edge.IsMet && IsMet(edge))
            {
                edge.IsMet = true;
                completed.Unmet--;
            }
        }
    }

    private void Follow(Turn turn, Edge edge)
    {
        var dependent = edge.Dependent;
        if (edge.IsMet && dependent is { State: UnitState.Skipped, Wish: UnitWish.Up } && !IsStillLost(dependent))
        {
            // What it was skipped for is back; another of its needs, which became ready, would not do.
            dependent.Cause = null;
            _moves.Make(turn, dependent, Happening.IsWished);
            Place(turn, dependent);
        }
        else if (dependent is { State: UnitState.Pending, Wish: UnitWish.Up, Unmet: 0 })
        {
            Place(turn, dependent);
        }
        else if (IsReady(dependent) || dependent.Wish == UnitWish.Unasked)
        {
            Spread(turn, dependent);
        }
    }

    private static bool IsStillLost(Unit skipped) => skipped.Needs.Exists(need => LossOver(need) == skipped.Cause);

    // What does not follow its need stays met once it was; but what goes down with it in order waits for it to come back.
    private static bool StaysMet(Edge edge) => edge.IsMet && !edge.Follows && !(edge.Need.IsFalling && edge.Dependent.IsFalling);

    private static bool IsReady(Unit unit) => unit.State is UnitState.Running or UnitState.Completed;

    private static bool IsMet(Edge edge) => edge.Kind switch
    {
        EdgeKind.Required => edge.Need.IsAvailable || IsDoneWithItsGroup(edge.Need),
        EdgeKind.Bound => edge.Need is { IsAvailable: true, Trial: null } && !IsEndOfBound(edge),
        EdgeKind.Optional => edge.Need.IsAvailable || edge.Need.LostTo is not null || edge.Need.State is UnitState.Restarting or UnitState.Failed,
        EdgeKind.StopOrder => true,
        _ => edge.Need.IsAvailable || edge.Need.LostTo is not null || IsPassedOver(edge.Need) || edge.Need.State is UnitState.Restarting or UnitState.Failed or UnitState.Stopped,
    };

    // One that starts by request only holds up none that only come after it; those before it do.
    private static bool IsPassedOver(Unit unit) => unit.Wish == UnitWish.Unasked && unit.Needs.TrueForAll(static edge => edge.IsNeed || IsMet(edge));

    /// <summary>What a unit waits for in vain: the root of the first of its needs that will not come back by itself.</summary>
    private static Unit? LossOf(Unit unit)
    {
        foreach (var edge in unit.Needs)
        {
            if (LossOver(edge) is { } lost)
            {
                return lost;
            }
        }

        return null;
    }

    private static Unit? LossOver(Edge edge) => !edge.Follows ? null : edge.Need.LostTo ?? (IsEndOfBound(edge) ? edge.Need : null);

    // What a group around it brings back as a whole has failed, but is not lost.
    private static bool HasFailed(Unit unit) => unit.State is UnitState.Failed or UnitState.Abandoned or UnitState.Skipped && unit.Comeback is null;

    private static bool HasRetired(Unit unit) => unit is { State: UnitState.Stopped, RetiredBy: not null };

    // Its group completed, and so its part in it is done.
    private static bool IsDoneWithItsGroup(Unit unit) => HasRetired(unit) && unit.WithGroups.Any(static around => around.Inner?.End == GroupEnd.Completed);

    // What ended takes along those bound to it, but not what they had completed before.
    private static bool IsEndOfBound(Edge edge) =>
        edge is { Kind: EdgeKind.Bound, Dependent.State: not UnitState.Completed } && (edge.Need is { IsLasting: true, State: UnitState.Completed } || IsDoneWithItsGroup(edge.Need));
}
