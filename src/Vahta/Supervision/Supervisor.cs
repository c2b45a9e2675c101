using Vahta.Deadlines;
using Vahta.Stopping;
using Vahta.Units;

namespace Vahta.Supervision;

/// <summary>
/// Lives through the runs of all units: calls their code, notices that they are ready, late or over, and moves their states. Who may start
/// and whose turn it is to stop is decided elsewhere.
/// </summary>
internal sealed partial class Supervisor(Engine engine, ISupervised told)
{
    // Of a chain of units that start at once, so many do so in one turn.
    private const int MostAtOnce = 256;

    private readonly UnitMoves _moves = new(engine);
    private readonly Escalation _escalation = new(engine);
    private int _startedAtOnce;

    public Engine Engine => engine;

    /// <summary>Begins a run of a unit that is pending.</summary>
    public void Start(Turn turn, Unit unit)
    {
        unit.Run = new(unit, ++unit.Runs, this);
        unit.AwaitingAt = unit.Status = null;
        unit.Cause = null;
        unit.Verdict = Verdict.None;
        _moves.Make(turn, unit, Happening.Begins);
        if (!TryStartAtOnce(turn, unit.Run))
        {
            Queue(unit.Run);
        }
    }

    private bool TryStartAtOnce(Turn turn, UnitRun run)
    {
        if (engine.Environment is not null || _startedAtOnce == MostAtOnce || !HasStarted(run))
        {
            _startedAtOnce = 0;
            return false;
        }

        _startedAtOnce++;
        run.Phase = RunPhase.Held;
        BecomeReady(turn, run);
        return true;
    }

    private static bool HasStarted(UnitRun run)
    {
        try
        {
            return run.Unit.Body.TryStartAtOnce(run);
        }
        catch (Exception)
        {
            // It is called, then, and what it throws there is told.
            return false;
        }
    }

    /// <summary>Tells a unit to stop, with the share of the time it has. One that is stopping already, or late to start, gets no more than it had left.</summary>
    public void Stop(Turn turn, Unit unit, StopShare share)
    {
        var run = unit.Run!;
        share = run.AtMostLeft(turn.Now, share);
        var graceEnds = run.DueFor == DueFor.Abandonment ? run.GraceEnds : turn.Now.Plus(share.Grace);
        var isArmed = run.IsInGrace && run.GraceEnds == graceEnds;
        if (unit.State != UnitState.Stopping && !run.HasFinished)
        {
            Allot(run, share, graceEnds);
            _moves.Make(turn, unit, Happening.IsTold);
            run.Urgency.Ask(UrgencyLevel.Stopping);
        }

        if (TryWithhold(turn, run))
        {
            return;
        }

        if (run.DueFor == DueFor.Abandonment)
        {
            Allot(run, run.Share with { Until = share.Until, Reserved = share.Reserved }, graceEnds);
            engine.Clock.Deadlines.Set(run, turn.Now.Plus(share.Abort));
        }
        else if (isArmed)
        {
            Allot(run, share with { Grace = run.Share.Grace }, graceEnds);
        }
        else
        {
            ArmGrace(turn, run, share);
        }

        CloseIfTold(turn, run);
    }

    /// <summary>The second step of urgency, for a body or a start: no grace any more.</summary>
    public void Abort(Turn turn, Unit unit, StopShare share)
    {
        var run = unit.Run!;
        if (run.DueFor == DueFor.Abandonment)
        {
            return;
        }

        var wait = run.IsInGrace ? Instant.Min(share.Total, run.GraceEnds.Since(turn.Now).Plus(run.Share.Abort)) : share.Total;
        Stop(turn, unit, share with { Grace = TimeSpan.Zero, Abort = wait });
        if (run.Phase != RunPhase.Ended)
        {
            run.DueFor = DueFor.Abandonment;
            run.Urgency.Ask(UrgencyLevel.Aborting);
            engine.Clock.Deadlines.Set(run, turn.Now.Plus(wait));
        }
    }

    private void End(Turn turn, UnitRun run)
    {
        var unit = run.Unit;
        run.Phase = RunPhase.Ended;
        run.DueFor = DueFor.Nothing;
        engine.Clock.Deadlines.Remove(run);
        unit.Run = null;
        EndTrial(unit);
        if (unit.State == UnitState.Abandoned)
        {
            _moves.EndLate(turn, run);
            told.EndedLate(turn, unit);
            return;
        }

        if (run.Condemned is not null)
        {
            run.Failures = [run.Condemned, .. run.Failures];
        }
        else if (EndedUnready(run))
        {
            run.Fail([new InvalidOperationException(
                $"Unit '{unit.Name}' ended before it was ready. Call Ready() before the end, or remove NotifiesReady.")]);
        }

        if (run.Failures.Count > 0)
        {
            unit.Verdict = _escalation.OfFailure(turn, unit, run.MayReturn);
            _moves.Fail(turn, run);
        }
        else if (unit.State == UnitState.Starting && unit.Kind == UnitKind.Job && !run.WasCancelled)
        {
            _moves.Make(turn, unit, Happening.BecomesReady, run);
            told.BecameReady(turn, unit);
        }
        else
        {
            if (unit.State == UnitState.Starting || (unit.State == UnitState.Running && run.WasCancelled))
            {
                _moves.Make(turn, unit, Happening.IsTold, run);
            }

            unit.Verdict = unit.State == UnitState.Running ? _escalation.OfCompletion(unit) : Verdict.None;
            _moves.Make(turn, unit, unit.Verdict.Returns is null ? Happening.Ends : Happening.WillRunAgain, run);
        }

        told.Ended(turn, unit);
    }

    private void EndTrial(Unit unit)
    {
        if (unit.Trial is { } trial)
        {
            engine.Clock.Deadlines.Remove(trial);
            unit.Trial = null;
        }
    }

    private static bool EndedUnready(UnitRun run) =>
        run.Unit is { State: UnitState.Starting, IsLasting: true } && run.Failures.Count == 0 && run.Asked == UrgencyLevel.None && !run.WasCancelled;

    private void BecomeReady(Turn turn, UnitRun run)
    {
        run.DueFor = DueFor.Nothing;
        engine.Clock.Deadlines.Remove(run);
        _moves.Make(turn, run.Unit, Happening.BecomesReady);
        Watch(turn, run);
        if (Trial.IsDue(run.Unit))
        {
            run.Unit.Trial = new(run.Unit, told);
            engine.Clock.Deadlines.Set(run.Unit.Trial, turn.Now.Plus(run.Unit.History!.Delay));
        }

        told.BecameReady(turn, run.Unit);
    }

    private void CloseIfTold(Turn turn, UnitRun run)
    {
        if (run is { Phase: RunPhase.Held, IsDone: true, MustEnd: false })
        {
            ArmGrace(turn, run, StopShare.Asked(run.Unit.StopWithin));
        }
        else if (run is not { Phase: RunPhase.Held, MustEnd: true } || run.Urgency.Reached < UrgencyLevel.Stopping)
        {
            return;
        }
        else if (run.Asked == UrgencyLevel.Aborting)
        {
            // Set up after its time was up: what is there must be torn down all the same, with a token that is not dead already.
            run.Relent();
            if (run.Unit.State == UnitState.Starting)
            {
                ArmGrace(turn, run, StopShare.Asked(run.Unit.StopWithin));
            }
        }

        Next(run, RunPhase.Closing);
    }

    private void Next(UnitRun run, RunPhase phase)
    {
        run.Phase = phase;
        run.Task = null;
        Queue(run);
    }
}
