using Vahta.Units;

namespace Vahta.Supervision;

/// <summary>The one place that changes a unit's state: with the state come its times, its event, the count of work, and who waited for it.</summary>
internal sealed class UnitMoves(Engine engine)
{
    public void Make(Turn turn, Unit unit, Happening happening) => Make(turn, unit, happening, unit.Run);

    public void Make(Turn turn, Unit unit, Happening happening, UnitRun? run)
    {
        var wasWork = unit.IsWork;
        var comesBack = unit.Wish == UnitWish.Up && !engine.IsAnnounced;
        unit.State = UnitMachine.Next(unit.State, happening, unit.Kind == UnitKind.Job, comesBack);
        engine.Work += (unit.IsWork ? 1 : 0) - (wasWork ? 1 : 0);
        Stamp(unit, turn.Now);
        if (engine.Events.IsHeard)
        {
            Tell(turn, unit, run?.Number ?? 0, EventOf(unit, run, turn.Now));
        }

        Release(unit);
    }

    public void Fail(Turn turn, UnitRun run)
    {
        var unit = run.Unit;
        Count(unit, run.Failures);
        engine.AnyUnitFailed |= !unit.Settings.IgnoresFailure;
        Make(turn, unit, Happening.Fails, run);
    }

    public void Abandon(Turn turn, UnitRun run)
    {
        var unit = run.Unit;
        engine.AnyUnitFailed |= run.Failures.Count > 0 && !unit.Settings.IgnoresFailure;
        engine.AnyAbandoned = true;
        Count(unit, [.. run.Failures, run.TimedOut ?? Late.NotStopped(unit, run.Share.Grace)]);
        Make(turn, unit, Happening.IsAbandoned, run);
        run.Failures.Clear();
    }

    /// <summary>An abandoned run has ended after all; what it threw is told, and no longer changes anything.</summary>
    public void EndLate(Turn turn, UnitRun run)
    {
        Count(run.Unit, run.Failures);
        Tell(turn, run, new UnitEndedLate([.. run.Failures]));
    }

    /// <summary>A token's callback threw when its run was already over.</summary>
    public void FailLate(Turn turn, UnitRun run, IReadOnlyList<Exception> exceptions)
    {
        Count(run.Unit, exceptions);
        engine.AnyUnitFailed |= !run.Unit.Settings.IgnoresFailure;
        Tell(turn, run, new UnitFailed(exceptions, run.Unit.Settings.IgnoresFailure, turn.Now - (run.Unit.Times.Began ?? turn.Now)));
    }

    public void BeLate(Turn turn, UnitRun run, TimeSpan limit, string? awaitingAt)
    {
        run.Unit.AwaitingAt = awaitingAt;
        Tell(turn, run, new UnitLate(run.Unit.State, limit, awaitingAt));
    }

    public void Tell(Turn turn, UnitRun run, LifecycleEvent happened) => Tell(turn, run.Unit, run.Number, happened);

    private void Tell(Turn turn, Unit unit, int run, LifecycleEvent happened)
    {
        happened.Unit = unit.Name;
        happened.Run = run;
        engine.Tell(turn, happened);
    }

    private void Count(Unit unit, IReadOnlyList<Exception> exceptions)
    {
        unit.Errors.AddRange(exceptions);
        unit.Failure = exceptions.Count > 0 ? exceptions[0] : unit.Failure;
        if (!unit.Settings.IgnoresFailure)
        {
            engine.Errors.AddRange(exceptions);
        }
    }

    private static void Stamp(Unit unit, TimeSpan now)
    {
        var times = unit.Times;
        times.Since = now;
        switch (unit.State)
        {
            case UnitState.Pending:
                times.Awaiting = now;
                break;
            case UnitState.Starting:
                times.Begin(now);
                break;
            case UnitState.Running:
                times.Ready = now;
                times.FirstReady ??= now;
                break;
            case UnitState.Stopping:
                times.Told = now;
                break;
            case UnitState.Completed:
                times.Ready ??= now;
                times.FirstReady ??= now;
                times.Ended = now;
                break;
            case UnitState.Stopped or UnitState.Failed or UnitState.Abandoned:
                times.Ended = now;
                break;
        }
    }

    private static LifecycleEvent EventOf(Unit unit, UnitRun? run, TimeSpan now)
    {
        var times = unit.Times;
        return unit.State switch
        {
            UnitState.Pending => new UnitPending(),
            UnitState.Starting => new UnitStarting(now - (times.Awaiting ?? now)),
            UnitState.Running => new UnitReady(now - (times.Began ?? now)),
            UnitState.Completed => new UnitCompleted(now - (times.Began ?? now)),
            UnitState.Stopping => new UnitStopping(run?.Share.Grace ?? TimeSpan.Zero),
            UnitState.Stopped => new UnitStopped(now - (times.Told ?? now)),
            UnitState.Skipped => new UnitSkipped(unit.Cause?.Name),
            UnitState.Abandoned => new UnitAbandoned(run?.Share.Grace ?? TimeSpan.Zero, unit.AwaitingAt, [.. run?.Failures ?? []]),
            _ => new UnitFailed([.. run?.Failures ?? []], unit.Settings.IgnoresFailure, now - (times.Began ?? now)),
        };
    }

    private void Release(Unit unit)
    {
        if (unit.State is UnitState.Running || !(unit.IsLive || unit.State == UnitState.Pending))
        {
            engine.CompleteAll(unit.Waiters.TakeUp());
        }

        if (!unit.IsLive && !unit.IsFalling)
        {
            engine.CompleteAll(unit.Waiters.TakeDown());
        }
    }
}
