namespace Vahta.Tests.Model;

/// <content>The stop, of everything or of those who need a unit that was lost.</content>
internal sealed partial class LifeModel
{
    private static readonly TimeSpan s_largestReserve = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan s_forcedHurry = TimeSpan.FromSeconds(5);

    private (StopCause Cause, string? Unit, TimeSpan At)? _announced;
    private TimeSpan _unitsUntil;
    private TimeSpan? _stoppedAt;
    private int _stepsOfAll;
    private bool _isHurried;
    private bool _isStopping;
    private bool _anyFailed;
    private bool _anyAbandoned;

    private bool IsAnnounced => _announced is not null;

    private Outcome Outcome => new(_announced!.Value.Cause, _announced.Value.Unit, ExitCode, _announced.Value.At, _stoppedAt!.Value - _announced.Value.At,
        [.. _units.Select(static unit => new Life(unit.Moments, unit.Setups, unit.Teardowns))]);

    private int ExitCode => _announced!.Value.Cause == StopCause.StartFailed ? 3 : _anyFailed ? 1 : _anyAbandoned ? 4 : 0;

    private void Announce(StopCause cause, ModelUnit? unit = null)
    {
        if (IsAnnounced)
        {
            return;
        }

        _announced = (cause, unit is null ? null : Name(unit.Index), _now);
        var budget = _plan.Budget == TimeSpan.Zero ? s_forcedHurry : _plan.Budget;
        _unitsUntil = _now + budget - Min(budget / 10, s_largestReserve);
        foreach (var pending in _units.Where(static unit => unit.State == UnitState.Pending))
        {
            Become(pending, UnitState.Skipped);
        }

        MeasureChains();
        if (_plan.Budget == TimeSpan.Zero)
        {
            Hurry();
        }

        In(TimeSpan.Zero, () =>
        {
            _isStopping = true;
            Array.ForEach(_units, static unit => (unit.IsFalling, unit.HadItsTurn) = (true, false));
            Hold(_units);
            Walk();
        });
    }

    /// <summary>Bodies and starts are aborted; teardowns keep their order, and what is under way its time.</summary>
    private void Hurry()
    {
        if (!IsAnnounced || _isHurried || _stoppedAt is not null)
        {
            return;
        }

        _isHurried = true;
        MeasureChains();
        foreach (var unit in _units.Where(static unit => unit is { IsLive: true, IsUp: false, Deadline: not Deadline.Abandonment }))
        {
            var wait = Min(ShareOf(unit).Total, unit.Deadline == Deadline.Grace ? unit.Due!.At + unit.AbortWait - _now : TimeSpan.MaxValue);
            Tell(unit, new(TimeSpan.Zero, wait));
            if (unit.IsLive)
            {
                Abort(unit, wait);
            }
        }
    }

    /// <summary>Those who need a unit that was lost, directly or through what they have completed, go down, and first all who need them.</summary>
    private void FallBecauseOf(ModelUnit lost)
    {
        foreach (var edge in lost.Dependents.Where(static edge => edge.Follows))
        {
            if (edge.Dependent.IsLive)
            {
                Hold(Fall(edge.Dependent));
                Spread();
                Walk();
            }
            else if (edge.Dependent.State == UnitState.Completed)
            {
                FallBecauseOf(edge.Dependent);
            }
        }
    }

    private static List<ModelUnit> Fall(ModelUnit unit)
    {
        if (unit.IsFalling)
        {
            return [];
        }

        (unit.IsFalling, unit.HadItsTurn) = (true, false);
        return [unit, .. unit.Dependents.Where(static edge => edge.IsNeed).SelectMany(static edge => Fall(edge.Dependent))];
    }

    // Of those that go down together, or are on their way already, an edge that only orders holds back, too.
    private static void Hold(IEnumerable<ModelUnit> falling)
    {
        foreach (var edge in falling.SelectMany(static unit => unit.Dependents))
        {
            edge.Holds = edge.Dependent.IsFalling;
        }
    }

    /// <summary>Whoever is going down and has nobody left that needs it has its turn; who has ended is passed through.</summary>
    private void Walk()
    {
        while (_units.FirstOrDefault(unit => unit.IsFalling && !(unit.IsLive && unit.HadItsTurn) && !unit.Dependents.Exists(static edge => edge.Holds)) is { } next)
        {
            if (next.IsLive)
            {
                next.HadItsTurn = true;
                Tell(next, ShareOf(next));
            }
            else
            {
                next.IsFalling = false;
                next.Needs.ForEach(static edge => edge.Holds = false);
                Spread();
            }
        }

        if (_isStopping && _stoppedAt is null && !_units.Any(static unit => unit.IsFalling))
        {
            In(TimeSpan.Zero, () => _stoppedAt ??= _now);
        }
    }

    private void Tell(ModelUnit unit, ModelShare share)
    {
        if (unit.State != UnitState.Stopping && !unit.HasFinished)
        {
            Become(unit, UnitState.Stopping);
            Ask(unit, Urgency.Stopping);
        }

        if (unit.IsQueued)
        {
            End(unit, hasThrown: false);
        }
        else if (unit.Deadline == Deadline.Abandonment)
        {
            Abort(unit, Min(share.Total, unit.Due!.At - _now));
        }
        else
        {
            // What is stopping already never gets more time than it had.
            Grant(unit, unit.Deadline == Deadline.Grace ? new(Min(share.Grace, unit.Due!.At - _now), Min(share.Abort, unit.AbortWait)) : share);
        }

        Close(unit);
    }

    // ---- time

    private void MeasureChains()
    {
        foreach (var unit in _units)
        {
            var asked = ModelShare.Of(unit.Plan.StopWithin);
            unit.Own = !unit.IsLive ? default : _isHurried && !unit.IsClosing ? asked.Hurried : asked;
            unit.Chain = unit.Own.Before(unit.Needs.Select(static edge => edge.Need.Chain));
        }
    }

    private ModelShare ShareOf(ModelUnit unit) =>
        IsAnnounced ? unit.Own.Within(_unitsUntil > _now ? _unitsUntil - _now : TimeSpan.Zero, unit.Chain) : ModelShare.Of(unit.Plan.StopWithin);

    private void Grant(ModelUnit unit, ModelShare share)
    {
        unit.AbortWait = share.Abort;
        Set(unit, Deadline.Grace, share.Grace, () =>
        {
            Note(unit, "Late");
            Abort(unit, unit.AbortWait);
        });
    }

    private void Abort(ModelUnit unit, TimeSpan wait)
    {
        Ask(unit, Urgency.Aborting);
        Set(unit, Deadline.Abandonment, wait, () => Abandon(unit));
    }

    private void Ask(ModelUnit unit, Urgency urgency)
    {
        unit.Asked = urgency > unit.Asked ? urgency : unit.Asked;
        In(TimeSpan.Zero, () => See(unit), unit);
    }

    private void Set(ModelUnit unit, Deadline deadline, TimeSpan time, Action pass)
    {
        Unset(unit);
        (unit.Deadline, unit.Due) = (deadline, In(time, pass, unit));
    }

    private void Unset(ModelUnit unit)
    {
        unit.Deadline = Deadline.None;
        _steps.Remove(unit.Due!);
    }

    private Step In(TimeSpan time, Action take, ModelUnit? unit = null)
    {
        var step = new Step(_now + time, (unit?.Index, unit is null ? _stepsOfAll++ : unit.Steps++), take);
        _steps.Add(step);
        return step;
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    // ---- what is seen

    public static string Name(int index) => $"unit-{index}";

    private void Become(ModelUnit unit, UnitState state)
    {
        unit.State = state;
        Note(unit, state == UnitState.Running ? "Ready" : state.ToString());
    }

    private void Note(ModelUnit unit, string what)
    {
        if (_stoppedAt is null)
        {
            unit.Moments.Add(new(what, _now));
        }
    }

    private static void Connect(ModelUnit dependent, ModelUnit need, Dependency? kind)
    {
        var edge = new ModelEdge(need, dependent, kind);
        dependent.Needs.Add(edge);
        need.Dependents.Add(edge);
    }
}
