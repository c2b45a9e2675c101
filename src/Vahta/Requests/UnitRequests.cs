using Vahta.Stopping;
using Vahta.Supervision;
using Vahta.Units;

namespace Vahta.Requests;

/// <summary>What the program asks of single units while the dispatcher runs. Refuses before anything is called or changed.</summary>
internal sealed class UnitRequests(Engine engine, Readiness readiness, StopSequence stop)
{
    private readonly UnitMoves _moves = new(engine);

    /// <summary>Wishes a unit up; the task completes when it is ready or will not become so.</summary>
    public Task Start(Unit unit)
    {
        using var turn = engine.Enter();
        RefuseStart(unit);
        if (unit.HasJoined)
        {
            RefuseStartBehindStoppedNeed(unit);
        }
        else
        {
            Join(turn, unit);
        }

        unit.Wish = UnitWish.Up;
        if (unit.State is UnitState.Running or UnitState.Starting)
        {
            return unit.State == UnitState.Running ? Task.CompletedTask : unit.Waiters.Up();
        }

        var ready = unit.Waiters.Up();
        if (unit.State is not (UnitState.Pending or UnitState.Stopping))
        {
            unit.Cause = null;
            _moves.Make(turn, unit, Happening.IsWished);
            readiness.Spread(turn, unit);
        }

        readiness.Place(turn, unit);
        return ready;
    }

    /// <summary>Says why a unit that was to be started is not ready.</summary>
    public void ThrowIfDown(Unit unit)
    {
        using var turn = engine.Enter();
        if (engine.IsAnnounced && unit.State is not (UnitState.Failed or UnitState.Abandoned))
        {
            return;
        }

        switch (unit.State)
        {
            case UnitState.Failed or UnitState.Abandoned when unit.Failure is { } failure:
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
                break;
            case UnitState.Pending:
                RefuseStartBehindStoppedNeed(unit);
                break;
            case UnitState.Skipped:
                throw new InvalidOperationException($"Unit '{unit.Name}' was skipped, because '{unit.Cause?.Name}' is {unit.Cause?.State}. Start '{unit.Cause?.Name}' first.");
        }
    }

    /// <summary>Wishes a unit down, and with it all that need it; the task completes when it is.</summary>
    public Task Stop(Unit unit, UnitWish wish)
    {
        using var turn = engine.Enter();
        if (wish == UnitWish.Gone)
        {
            RefuseRemoval(unit);
        }

        unit.Wish = wish;
        if (wish == UnitWish.Gone && unit is { Run: null, IsFalling: false })
        {
            stop.Forget(turn, unit);
            return Task.CompletedTask;
        }

        if (!engine.IsAnnounced)
        {
            if (unit.HasJoined)
            {
                stop.Fall(turn, unit);
            }

            if (unit.State == UnitState.Pending)
            {
                _moves.Make(turn, unit, Happening.IsUnwished);
                readiness.Spread(turn, unit);
                readiness.Settled(turn, unit);
            }
        }

        var isInside = UnitRun.Current is { } run && engine.IsInside(run) && (engine.IsAnnounced || run.Engine != engine || run.Unit.IsFalling);
        return (unit.IsLive || unit.IsFalling) && !isInside ? unit.Waiters.Down() : Task.CompletedTask;
    }

    private void Join(Turn turn, Unit unit)
    {
        var mistakes = engine.Graph.Join(unit);
        if (mistakes.Count > 0)
        {
            throw new DispatcherConfigurationException(mistakes);
        }

        try
        {
            RefuseStartBehindStoppedNeed(unit);
        }
        catch (InvalidOperationException)
        {
            engine.Graph.Undraw(unit);
            throw;
        }

        engine.Work += unit.IsWork ? 1 : 0;
        unit.Times.Awaiting = turn.Now;
        readiness.Count(unit);
    }

    private void RefuseStart(Unit unit)
    {
        if (engine.IsAnnounced || engine.State is not (DispatcherState.Starting or DispatcherState.Running))
        {
            throw new InvalidOperationException($"Unit '{unit.Name}' cannot be started: the dispatcher is {engine.State}. Units are started while it is Starting or Running.");
        }

        if (!engine.UnitsBegan)
        {
            throw new InvalidOperationException($"Unit '{unit.Name}' cannot be started yet: the OnStarting hooks are running. Define it before the start, or start it from OnReady or a unit.");
        }

        if (unit.Wish == UnitWish.Gone)
        {
            throw new InvalidOperationException($"Unit '{unit.Name}' cannot be started: it is being removed.");
        }

        if (unit is { State: UnitState.Abandoned, Run: not null })
        {
            throw new InvalidOperationException($"Unit '{unit.Name}' cannot be started: it was abandoned, and its last run has not ended.");
        }
    }

    private static void RefuseStartBehindStoppedNeed(Unit unit)
    {
        if (StoppedNeed(unit) is { } need)
        {
            throw new InvalidOperationException($"Unit '{unit.Name}' cannot be started: '{need.Name}', which it needs, was stopped by request. Start '{need.Name}' first.");
        }
    }

    /// <summary>The nearest need, through those that only wait, that the program itself wants down.</summary>
    private static Unit? StoppedNeed(Unit unit)
    {
        var open = new Stack<Unit>([unit]);
        var seen = new HashSet<Unit>(ReferenceEqualityComparer.Instance);
        while (open.TryPop(out var one))
        {
            foreach (var edge in one.Needs)
            {
                if (edge.Need.Wish == UnitWish.Down)
                {
                    return edge.Need;
                }

                if (!edge.Need.IsAvailable && seen.Add(edge.Need))
                {
                    open.Push(edge.Need);
                }
            }
        }

        return null;
    }

    private static void RefuseRemoval(Unit unit)
    {
        var dependents = unit.Dependents.Where(edge => edge.Dependent.Wish != UnitWish.Gone).Select(edge => $"'{edge.Dependent.Name}'").ToList();
        if (dependents.Count > 0)
        {
            throw new InvalidOperationException($"Unit '{unit.Name}' cannot be removed while others need it: {string.Join(", ", dependents)}. Remove them first.");
        }
    }
}
