using Vahta.Deadlines;
using Vahta.Diagnosis;
using Vahta.Stopping;
using Vahta.Units;

namespace Vahta.Supervision;

/// <content>What the clock says: runs that are late to be ready or to stop.</content>
internal sealed partial class Supervisor
{
    private static readonly TimeSpan s_presence = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_unheard = TimeSpan.FromSeconds(10);

    private readonly LateRuns _late = new(engine);
    private Allotment _allotted = Allotment.None;

    /// <summary>Something is due. Called by the keeper's thread or a foreign timer, never under the lock.</summary>
    public void Wake()
    {
        using (var turn = engine.Enter())
        {
            while (engine.Clock.Deadlines.TryTake(turn.Now, out var deadline))
            {
                if (deadline is UnitRun run)
                {
                    Elapse(turn, run);
                }
                else
                {
                    ((Alarm)deadline).Ring(turn);
                }
            }
        }

        _late.LookAtEach((turn, run, site) => Looked(turn, run, site));
    }

    private void Elapse(Turn turn, UnitRun run)
    {
        switch (run.DueFor)
        {
            case DueFor.Presence:
                BecomeReady(turn, run);
                break;
            case DueFor.Start when WhenUsable(run.StartDue) is var due && due > turn.Now:
                engine.Clock.Deadlines.Set(run, due);
                break;
            case DueFor.Heartbeat when AliveUntil(run) is var due && due > turn.Now:
                engine.Clock.Deadlines.Set(run, due);
                break;
            case DueFor.Abandonment when MayBeUnheard(turn, run) is var more && more > TimeSpan.Zero:
                engine.Clock.Deadlines.Set(run, turn.Now.Plus(more));
                break;
            case DueFor.Abandonment when run.WasLookedAt:
                Abandon(turn, run);
                break;
            default:
                run.Urgency.CatchUp();
                _late.Add(run);
                break;
        }
    }

    private void Looked(Turn turn, UnitRun run, AwaitSite? site)
    {
        switch (run.DueFor)
        {
            case DueFor.FirstLook:
                run.FirstLook = site;
                run.DueFor = DueFor.Grace;
                engine.Clock.Deadlines.Set(run, run.GraceEnds);
                break;
            case DueFor.Grace:
                _moves.BeLate(turn, run, run.Share.Grace, LateRuns.Describe(run, run.FirstLook, site));
                AbortLate(turn, run, run.Share);
                break;
            case DueFor.Heartbeat when AliveUntil(run) > turn.Now:
                engine.Clock.Deadlines.Set(run, AliveUntil(run));
                break;
            case DueFor.Heartbeat:
                _moves.BeLate(turn, run, run.Unit.Watchdog!.Value, LateRuns.Describe(run, site, site));
                Condemn(turn, run, Late.NotAlive(run.Unit));
                break;
            case DueFor.Abandonment:
                // It was hurried, and never late.
                run.Unit.AwaitingAt = LateRuns.Describe(run, site, site);
                Abandon(turn, run);
                break;
            case DueFor.Start:
                _moves.BeLate(turn, run, run.Unit.StartWithin, LateRuns.Describe(run, site, site));
                run.Condemned = Late.NotReady(run.Unit);
                AbortLate(turn, run, StopShare.Asked(TimeSpan.Zero));
                break;
        }
    }

    /// <summary>From the announcement on a run need not show that it is alive: its time to stop is bounded anyway.</summary>
    public void Unwatch(UnitRun run)
    {
        if (run.DueFor == DueFor.Heartbeat)
        {
            run.DueFor = DueFor.Nothing;
            engine.Clock.Deadlines.Remove(run);
        }
    }

    private void Watch(Turn turn, UnitRun run)
    {
        if (run.Unit.Watchdog is { } limit && !engine.IsAnnounced)
        {
            run.DueFor = DueFor.Heartbeat;
            run.Watch();
            engine.Clock.Deadlines.Set(run, turn.Now.Plus(limit));
        }
    }

    private TimeSpan AliveUntil(UnitRun run) => WhenUsable(run.LastBeat.Plus(run.Unit.Watchdog!.Value));

    // Time that nobody could have used does not count: when a time has come of what could.
    private TimeSpan WhenUsable(TimeSpan due) => engine.Clock.IsPaused ? engine.Clock.Now.Plus(s_presence) : due.Plus(engine.Clock.Lost);

    private void Abandon(Turn turn, UnitRun run)
    {
        run.DueFor = DueFor.Nothing;
        run.Unit.Verdict = _escalation.OfFailure(turn, run.Unit, mayReturn: false);
        _moves.Abandon(turn, run);
        told.Ended(turn, run.Unit);
    }

    private void AbortLate(Turn turn, UnitRun run, StopShare share)
    {
        run.WasLookedAt = true;
        Allot(run, share, turn.Now);
        run.DueFor = DueFor.Abandonment;
        run.Urgency.Ask(UrgencyLevel.Aborting);
        engine.Clock.Deadlines.Set(run, turn.Now.Plus(run.Share.Abort));
        CloseIfTold(turn, run);
    }

    // Where the machine is too busy even to tell a run that its time is up, that is not the run's fault: how much longer it may take.
    private static TimeSpan MayBeUnheard(Turn turn, UnitRun run) => !run.Urgency.IsBehind
        ? TimeSpan.Zero
        : Instant.Min(StopShare.AbortWait, Instant.Min(run.GraceEnds.Plus(s_unheard), run.Share.Until.Since(run.Share.Reserved)).Since(turn.Now));

    private void ArmGrace(Turn turn, UnitRun run, StopShare share)
    {
        Allot(run, share, turn.Now.Plus(share.Grace));
        run.DueFor = DueFor.FirstLook;
        var look = Instant.Min(s_betweenLooks, share.Grace / 2);
        engine.Clock.Deadlines.Set(run, run.GraceEnds == Instant.Never ? Instant.Never : run.GraceEnds - look);
    }

    // Of those that are told one after the other most have the same, and share it.
    private void Allot(UnitRun run, StopShare share, TimeSpan graceEnds)
    {
        if (_allotted.Share != share)
        {
            _allotted = new(share);
        }

        run.Allot(_allotted, graceEnds);
    }
}
