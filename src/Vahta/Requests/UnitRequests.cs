using System.Runtime.ExceptionServices;
using Vahta.Hooks;
using Vahta.Restarting;
using Vahta.Stopping;
using Vahta.Supervision;
using Vahta.Units;

namespace Vahta.Requests;

/// <summary>
/// What the program asks of single units, or of groups, while the dispatcher runs. Refuses before anything is called or changed. A group's node stands for all units
/// in it.
/// </summary>
internal sealed class UnitRequests(Engine engine, Readiness readiness, StopSequence stop, Comebacks comebacks, Consequences consequences)
{
    private readonly UnitMoves _moves = new(engine);

    /// <summary>Wishes a member up; the task completes when it is ready or will not become so.</summary>
    public Task Start(Unit member)
    {
        using var turn = engine.Enter();
        var asked = Asked(turn, member);
        var ready = Task.WhenAll(member.Units.Where(static unit => unit.State != UnitState.Running || unit.IsFalling).Select(static unit => unit.WaitUp()).ToArray());
        Bring(turn, asked);
        return ready;
    }

    /// <summary>Takes a member down with all that need it, and brings them back; the task completes when it is ready again or will not become so.</summary>
    public Task Restart(Unit member)
    {
        using var turn = engine.Enter();
        var asked = Asked(turn, member);
        var ready = Task.WhenAll(member.Units.Select(static unit => unit.WaitUp()).ToArray());
        stop.Fall(turn, member.Units.ToList());
        var isInside = IsInsideOfFalling();
        Bring(turn, asked);
        return isInside ? Task.CompletedTask : ready;
    }

    /// <summary>Says why a member that was to be started is not ready.</summary>
    public void ThrowIfDown(Unit member)
    {
        using var turn = engine.Enter();
        foreach (var unit in member.Units)
        {
            ThrowIfUnitIsDown(unit);
        }
    }

    /// <summary>Wishes a member down, and with it all that need it; the task completes when it is.</summary>
    public Task Stop(Unit member, UnitWish wish)
    {
        using var turn = engine.Enter();
        if (wish == UnitWish.Gone)
        {
            ThrowIf(Refusals.OfRemoval(member));
        }

        var units = member.Units.ToList();
        Wish(turn, member, units, wish);
        var isInside = IsInsideOfFalling();
        var down = units.FindAll(static unit => unit.IsLive || unit.IsFalling).ConvertAll(static unit => unit.WaitDown());
        return down.Count == 0 || isInside ? Task.CompletedTask : Task.WhenAll(down.ToArray());
    }

    /// <summary>Forgets a member's failures: they no longer count, and what had failed for good is as if it had been stopped.</summary>
    public void Reset(Unit member)
    {
        using var turn = engine.Enter();
        ForgetFailures(member);
        foreach (var unit in member.Units.Where(unit => !engine.IsAnnounced && unit is { State: UnitState.Failed or UnitState.Abandoned, Run: null, Comeback: null }))
        {
            _moves.Want(unit, UnitWish.Down);
            _moves.Make(turn, unit, Happening.IsForgiven);
            readiness.Spread(turn, unit);
            readiness.Settled(turn, unit);
        }
    }

    /// <summary>What a request would do, without doing it.</summary>
    public RequestPreview Preview(UnitRequest request, Unit member)
    {
        using var turn = engine.Enter();
        return Previews.Of(request, member, request switch
        {
            UnitRequest.Start or UnitRequest.Restart => Refusals.OfStart(engine, member) ?? (member.Units.Any(static unit => !unit.HasJoined) ? null : Refusals.OfStoppedNeed(member)),
            UnitRequest.Remove => Refusals.OfRemoval(member),
            _ => null,
        });
    }

    // ---- its steps

    /// <summary>Refuses, or joins what has not joined and wishes up who was asked for: the units themselves, and of their needs those that start by request only.</summary>
    private List<Unit> Asked(Turn turn, Unit member)
    {
        ThrowIf(Refusals.OfStart(engine, member));
        var joining = member.Units.Where(static unit => !unit.HasJoined).ToList();
        Join(turn, member, joining);
        var asked = Refusals.WithUnaskedNeeds(member);
        foreach (var unit in asked)
        {
            _moves.Want(unit, UnitWish.Up);
            foreach (var around in unit.WithGroups)
            {
                around.Inner?.Reopen();
                around.Wish = UnitWish.Up;
            }
        }

        ForgetFailures(member);
        return asked;
    }

    private void Join(Turn turn, Unit member, List<Unit> joining)
    {
        var mistakes = joining.Count == 0 ? [] : engine.Graph.Join(joining);
        if (mistakes.Count > 0)
        {
            throw new DispatcherConfigurationException(mistakes);
        }

        if (Refusals.OfStoppedNeed(member) is { } refusal)
        {
            engine.Graph.Undraw(joining);
            throw new InvalidOperationException(refusal);
        }

        foreach (var unit in joining)
        {
            engine.Count(unit, unit.IsWork);
            unit.Times.Awaiting = turn.Now;
            readiness.Count(unit);
        }
    }

    private void Bring(Turn turn, List<Unit> asked)
    {
        foreach (var unit in asked)
        {
            readiness.Want(turn, unit);
        }

        readiness.Line(asked);
        foreach (var unit in asked)
        {
            comebacks.Hasten(turn, unit);
            readiness.Spread(turn, unit);
            readiness.Place(turn, unit);
        }
    }

    private void Wish(Turn turn, Unit member, List<Unit> units, UnitWish wish)
    {
        foreach (var node in member.Nodes)
        {
            _moves.Want(node, wish);
        }

        foreach (var unit in units)
        {
            _moves.Want(unit, wish);
        }

        comebacks.Drop(turn, units);
        if (!engine.IsAnnounced)
        {
            foreach (var unit in units.Where(static unit => unit.State is UnitState.Pending or UnitState.Restarting))
            {
                _moves.Make(turn, unit, Happening.IsUnwished);
                readiness.Spread(turn, unit);
                readiness.Settled(turn, unit);
            }

            stop.Fall(turn, units.FindAll(static unit => unit.HasJoined));
        }

        foreach (var unit in units.Where(unit => wish == UnitWish.Gone && unit is { Run: null, IsFalling: false } && engine.Graph.Has(unit)))
        {
            consequences.Forget(turn, unit);
        }

        if (wish == UnitWish.Gone)
        {
            foreach (var empty in member.Nodes.Where(node => node.Inner!.IsEmpty && engine.Graph.Has(node)).ToList())
            {
                consequences.Forget(turn, empty);
            }
        }
    }

    private static void ForgetFailures(Unit member)
    {
        member.History?.Clear();
        member.Inner?.ForgetFailures();
        foreach (var inner in member.Inner?.Members ?? [])
        {
            ForgetFailures(inner);
        }
    }

    // A hook of the stop would wait for itself as a unit would.
    private bool IsInsideOfFalling() => (engine.IsAnnounced && HookCall.CurrentEngine == engine) || IsInsideOfFallingUnit();

    private bool IsInsideOfFallingUnit() => UnitRun.Current is { } run && engine.IsInside(run) && (engine.IsAnnounced || run.Engine != engine || run.Unit.IsFalling);

    private void ThrowIfUnitIsDown(Unit unit)
    {
        if (engine.IsAnnounced && unit.State is not (UnitState.Failed or UnitState.Abandoned))
        {
            return;
        }

        switch (unit.State)
        {
            case UnitState.Failed or UnitState.Abandoned when unit.Failure is { } failure:
                ExceptionDispatchInfo.Throw(failure);
                break;
            case UnitState.Skipped:
                throw new InvalidOperationException($"Unit '{unit.Name}' was skipped, because '{unit.Cause?.Name}' is {unit.Cause?.State}. Start '{unit.Cause?.Name}' first.");
            case UnitState.Pending or UnitState.Restarting:
            case UnitState.Running or UnitState.Stopping when unit.IsFalling:
                ThrowIf(Refusals.OfStoppedNeed(unit));
                break;
        }
    }

    private static void ThrowIf(string? refusal)
    {
        if (refusal is not null)
        {
            throw new InvalidOperationException(refusal);
        }
    }
}
