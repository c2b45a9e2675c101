namespace Vahta.Tests.Model;

/// <summary>
/// What becomes of an application, worked out one step after the other by the rules of the start, of dependencies, of failures and of the stop. Steps that fall on
/// the same moment may be taken in any order: where that matters, several outcomes are legal, and another order gives another of them.
/// </summary>
internal sealed partial class LifeModel
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_press = TimeSpan.FromMilliseconds(100);

    private readonly Plan _plan;
    private readonly Order _order;
    private readonly ModelUnit[] _units;
    private readonly List<Step> _steps = [];
    private TimeSpan _now;
    private TimeSpan? _readyAt;
    private bool _isStarted;

    private LifeModel(Plan plan, Order order)
    {
        (_plan, _order) = (plan, order);
        _units = [.. plan.Units.Select((unit, index) => new ModelUnit(index, unit))];
        foreach (var unit in _units)
        {
            foreach (var need in unit.Plan.Needs)
            {
                Connect(unit, _units[need.Unit], need.Kind ?? (_units[need.Unit].Plan.Kind == UnitKind.Lifespan ? Dependency.Bound : Dependency.Required));
            }

            if (plan.InOrder && unit.Index > 0 && !unit.Needs.Exists(edge => edge.Need.Index == unit.Index - 1))
            {
                Connect(unit, _units[unit.Index - 1], null);
            }
        }
    }

    /// <summary>The life that an application has under an order of what falls on the same moment.</summary>
    public static Outcome Live(Plan plan, Order order)
    {
        var model = new LifeModel(plan, order);
        model.Run();
        return model.Outcome;
    }

    private void Run()
    {
        In(TimeSpan.Zero, Spread);
        In(_plan.StopAt, () => Announce(_plan.Asking == Asking.StopAsync ? StopCause.Requested : StopCause.Signal));
        if (_plan.Asking == Asking.TwoSignals && _plan.Gap >= s_press)
        {
            In(_plan.StopAt + _plan.Gap, Hurry);
        }

        while (_steps.Count > 0)
        {
            _now = _steps.Min(static step => step.At);
            var step = _order.First(_steps.Where(step => step.At == _now));
            _steps.Remove(step);
            step.Take();
        }
    }

    // ---- the start

    /// <summary>Who lacks nothing any more starts; who waits in vain is skipped.</summary>
    private void Spread()
    {
        foreach (var unit in _units.Where(_ => !IsAnnounced))
        {
            unit.Needs.ForEach(static edge => edge.IsMet = edge.IsMetNow);
            if (unit.State == UnitState.Pending && !unit.IsFalling)
            {
                if (unit.Needs.TrueForAll(static edge => edge.IsMet))
                {
                    Begin(unit);
                }
                else if (unit.Needs.Exists(static edge => edge.Follows && edge.Need.IsLost))
                {
                    Become(unit, UnitState.Skipped);
                }
            }
        }

        Settle();
    }

    /// <summary>Everything has been ready once, or will not be; there is no work left.</summary>
    private void Settle()
    {
        foreach (var unit in _units)
        {
            unit.IsAwaited &= unit.State is UnitState.Pending or UnitState.Starting or UnitState.Stopping;
        }

        if (!IsAnnounced && _readyAt is null && !_units.Any(static unit => unit.IsAwaited))
        {
            _readyAt = _now;
            In(TimeSpan.Zero, () =>
            {
                _isStarted = true;
                Settle();
            });
        }

        if (_plan.EndsWhenDone && _isStarted && !_units.Any(static unit => unit.IsWork))
        {
            Announce(StopCause.Completed);
        }
    }

    private void Begin(ModelUnit unit)
    {
        Become(unit, UnitState.Starting);
        (unit.IsQueued, unit.HasFinished, unit.IsUp, unit.IsClosing, unit.WasLateToStart) = (true, false, false, false, false);
        unit.Asked = unit.Seen = Urgency.None;
        In(TimeSpan.Zero, () => Call(unit), unit);
    }

    private void Call(ModelUnit unit)
    {
        if (unit.IsQueued && IsAnnounced)
        {
            // Nothing begins after the announcement.
            Tell(unit, default);
        }
        else if (unit.IsQueued)
        {
            unit.IsQueued = false;
            if (unit.Plan is { Kind: UnitKind.Task, Notifies: false })
            {
                BecomeReady(unit);
                Perform(unit, unit.Plan.Work);
            }
            else
            {
                Set(unit, Deadline.Start, unit.Plan.StartWithin, () => BeLateToStart(unit));
                Perform(unit, unit.Plan.Start);
            }
        }
    }

    private void BecomeReady(ModelUnit unit)
    {
        Unset(unit);
        Become(unit, UnitState.Running);
        Spread();
    }

    private void BeLateToStart(ModelUnit unit)
    {
        unit.WasLateToStart = true;
        Note(unit, "Late");
        Abort(unit, s_second);
    }

    // ---- what its code does

    private void Perform(ModelUnit unit, Act act)
    {
        unit.Doing = act;
        unit.DoingEnds = act.Ends == How.Never ? null : In(act.Takes, () => Return(unit, isCut: false), unit);
        CutShort(unit);
    }

    private void CutShort(ModelUnit unit)
    {
        if (unit.Doing is { Heeds: not Urgency.None } act && unit.Seen >= act.Heeds)
        {
            _steps.Remove(unit.DoingEnds!);
            Return(unit, isCut: true);
        }
    }

    private void Return(ModelUnit unit, bool isCut)
    {
        var act = unit.Doing!;
        unit.Doing = null;
        var isWell = act.Ends == How.Well && !isCut;
        if (ReferenceEquals(act, unit.Plan.Work) && isCut)
        {
            Perform(unit, unit.Plan.Stop);
        }
        else if (ReferenceEquals(act, unit.Plan.Start) && unit.Plan.Notifies && isWell)
        {
            if (unit is { State: UnitState.Starting, WasLateToStart: false })
            {
                BecomeReady(unit);
            }

            Perform(unit, unit.Plan.Work);
        }
        else
        {
            unit.Setups += isWell && unit is { Plan.Kind: UnitKind.Lifespan, IsUp: false } ? 1 : 0;
            unit.HasFinished = isWell && unit.Plan.Kind != UnitKind.Lifespan;
            In(TimeSpan.Zero, () => LookAt(unit, isWell, hasThrown: act.Ends == How.Throws && !isCut), unit);
        }
    }

    /// <summary>A token has fired.</summary>
    private void See(ModelUnit unit)
    {
        if (unit.Seen < unit.Asked)
        {
            unit.Seen++;
            CutShort(unit);
            Close(unit);
            In(TimeSpan.Zero, () => See(unit), unit);
        }
    }

    private void Close(ModelUnit unit)
    {
        if (unit is not { IsUp: true, IsClosing: false, Seen: not Urgency.None } || !(unit.State is UnitState.Stopping or UnitState.Abandoned || unit.WasLateToStart))
        {
            return;
        }

        if (unit.Asked == Urgency.Aborting)
        {
            // Set up when its time was up: the teardown has a token of its own, and where nobody has told it to stop, its own time.
            unit.Asked = unit.Seen = Urgency.Stopping;
            if (unit.State == UnitState.Starting)
            {
                Grant(unit, ModelShare.Of(unit.Plan.StopWithin));
            }
        }

        unit.IsClosing = true;
        In(TimeSpan.Zero, () =>
        {
            unit.Teardowns++;
            Perform(unit, unit.Plan.Stop);
        }, unit);
    }

    // ---- what comes of it

    private void LookAt(ModelUnit unit, bool isWell, bool hasThrown)
    {
        if (unit is { Plan.Kind: UnitKind.Lifespan, IsUp: false } && isWell)
        {
            unit.IsUp = true;
            if (unit is { State: UnitState.Starting, WasLateToStart: false })
            {
                BecomeReady(unit);
            }

            Close(unit);
        }
        else
        {
            End(unit, hasThrown);
        }
    }

    private void End(ModelUnit unit, bool hasThrown)
    {
        Unset(unit);
        unit.IsQueued = false;
        if (unit.State == UnitState.Abandoned)
        {
            Note(unit, "EndedLate");
            return;
        }

        if (hasThrown || unit.WasLateToStart)
        {
            Become(unit, UnitState.Failed);
            _anyFailed |= !unit.Plan.IsIgnored;
        }
        else
        {
            Become(unit, unit.State != UnitState.Stopping ? UnitState.Completed : IsAnnounced ? UnitState.Stopped : UnitState.Pending);
        }

        if (unit is { State: UnitState.Completed, Plan.Kind: UnitKind.Job })
        {
            // Which is when it is ready.
            Spread();
        }

        Ended(unit);
    }

    private void Abandon(ModelUnit unit)
    {
        Unset(unit);
        Become(unit, UnitState.Abandoned);
        _anyAbandoned = true;
        Ended(unit);
    }

    private void Ended(ModelUnit unit)
    {
        if (unit.State is UnitState.Failed or UnitState.Abandoned && !unit.Plan.IsIgnored)
        {
            Announce(_readyAt is null ? StopCause.StartFailed : StopCause.UnitFailed, unit);
        }
        else if (unit.State is UnitState.Failed or UnitState.Abandoned && !IsAnnounced)
        {
            Spread();
            FallBecauseOf(unit);
        }
        else if (unit.State == UnitState.Completed && unit.Plan.IsEssential)
        {
            Announce(StopCause.Completed, unit);
        }

        Walk();
        Spread();
    }
}
