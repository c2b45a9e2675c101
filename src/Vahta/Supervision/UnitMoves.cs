using Vahta.Units;

namespace Vahta.Supervision;

/// <summary>The one place that changes a unit's state: with the state come its times, its event, the count of work, and who waited for it.</summary>
internal sealed class UnitMoves(Engine engine)
{
    public void Make(Turn turn, Unit unit, Happening happening) => Make(turn, unit, happening, unit.Run);

    public void Make(Turn turn, Unit unit, Happening happening, UnitRun? run)
    {
        var comesBack = unit is { Wish: UnitWish.Up, RetiredBy: null } && !engine.IsAnnounced;
        unit.State = UnitMachine.Next(unit.State, happening, unit.Kind == UnitKind.Job, comesBack);
        engine.Count(unit, unit.IsWork);
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
        Count(unit, run.Failures, unit.Verdict.IsFinal);
        Make(turn, unit, unit.Verdict.Returns == unit ? Happening.WillRunAgain : Happening.Fails, run);
    }

    public void Abandon(Turn turn, UnitRun run)
    {
        var unit = run.Unit;
        engine.AnyAbandoned = true;
        Count(unit, run.Failures, unit.Verdict.IsFinal);
        Record(unit, [run.Condemned ?? Late.NotStopped(unit, run.Share.Grace)], unit.Verdict.IsFinal);
        Make(turn, unit, Happening.IsAbandoned, run);
        run.Failures = [];
    }

    /// <summary>An abandoned run has ended after all; what it threw is told, and no longer changes anything.</summary>
    public void EndLate(Turn turn, UnitRun run)
    {
        Record(run.Unit, run.Failures, !run.Unit.IgnoresFailure);
        Tell(turn, run, new UnitEndedLate(run.Failures));
    }

    /// <summary>A token's callback threw when its run was already over.</summary>
    public void FailLate(Turn turn, UnitRun run, IReadOnlyList<Exception> exceptions)
    {
        Count(run.Unit, exceptions, !run.Unit.IgnoresFailure);
        Tell(turn, run, new UnitFailed(exceptions, run.Unit.IgnoresFailure, turn.Now - (run.Unit.Times.Began ?? turn.Now)));
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
        happened.Kind = unit.Kind;
        happened.Run = run;
        engine.Tell(turn, happened);
    }

    /// <summary>What the program wants of a unit; one that nobody has asked for is no work. What is to be gone stays so.</summary>
    public void Want(Unit unit, UnitWish wish)
    {
        unit.Wish = unit.Wish == UnitWish.Gone ? UnitWish.Gone : wish;
        engine.Count(unit, unit.IsWork);
    }

    /// <summary>Supervision wants a unit down for good, or no longer; a null says the latter.</summary>
    public void Retire(Unit unit, Unit? by)
    {
        unit.RetiredBy = by;
        engine.Count(unit, unit.IsWork);
    }

    /// <summary>A unit is to come back with others, or no longer; a null says the latter.</summary>
    public void Await(Unit unit, Comeback? comeback)
    {
        unit.Comeback = comeback;
        engine.Count(unit, unit.IsWork);
    }

    private void Count(Unit unit, IReadOnlyList<Exception> exceptions, bool isFinal)
    {
        Record(unit, exceptions, isFinal);
        engine.AnyUnitFailed |= isFinal && exceptions.Count > 0;
    }

    private void Record(Unit unit, IReadOnlyList<Exception> exceptions, bool isFinal)
    {
        unit.Fail(exceptions);
        if (isFinal)
        {
            engine.Errors.AddRange(exceptions);
        }
    }

    private static void Stamp(Unit unit, TimeSpan now)
    {
        ref var times = ref unit.Times;
        switch (unit.State)
        {
            case UnitState.Pending:
                times.Awaiting = now;
                break;
            case UnitState.Starting:
                unit.Begin(now);
                break;
            case UnitState.Running:
                times.Ready = now;
                break;
            case UnitState.Stopping:
                times.Told = now;
                break;
            case UnitState.Completed:
                times.Ready ??= now;
                times.Ended = now;
                break;
            case UnitState.Stopped or UnitState.Failed or UnitState.Abandoned or UnitState.Restarting:
                times.Ended = now;
                break;
            case UnitState.Skipped:
                unit.SkippedAt = now;
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
            UnitState.Restarting => new UnitRestarting(run?.Failures ?? [], unit.Verdict.Delay, unit.Verdict.Attempt, now - (times.Began ?? now)),
            UnitState.Skipped => new UnitSkipped(unit.Cause?.Name),
            UnitState.Abandoned => new UnitAbandoned(run?.Share.Grace ?? TimeSpan.Zero, unit.AwaitingAt, run?.Failures ?? []),
            _ => new UnitFailed(run?.Failures ?? [], !unit.Verdict.IsFinal, now - (times.Began ?? now)) { GaveUpAfter = unit.Verdict.GaveUpAfter },
        };
    }

    /// <summary>What was to come back does not: nobody waits for it any longer.</summary>
    public void GiveUp(Unit unit)
    {
        Await(unit, null);
        unit.Verdict = Verdict.None;
        if (!unit.IsLive && !IsComing(unit))
        {
            engine.CompleteAll(unit.TakeUp());
        }
    }

    private static bool IsComing(Unit unit) =>
        unit.State is UnitState.Pending or UnitState.Restarting || (unit.State is UnitState.Failed or UnitState.Abandoned && unit.Verdict.Returns is not null);

    private void Release(Unit unit)
    {
        if (unit is { State: UnitState.Running, IsFalling: false } || !(unit.IsLive || IsComing(unit)))
        {
            engine.CompleteAll(unit.TakeUp());
        }

        if (!unit.IsLive && !unit.IsFalling)
        {
            engine.CompleteAll(unit.TakeDown());
        }
    }
}
