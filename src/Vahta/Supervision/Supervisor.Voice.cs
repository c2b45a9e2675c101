using Vahta.Deadlines;
using Vahta.Stopping;
using Vahta.Units;

namespace Vahta.Supervision;

/// <content>What a unit's own code says during its run.</content>
internal sealed partial class Supervisor
{
    public void NotifyReady(UnitRun run)
    {
        if (!run.Unit.Settings.NotifiesReady)
        {
            throw new InvalidOperationException($"Unit '{run.Unit.Name}' does not announce its readiness. Declare it with .NotifiesReady(), or remove the call to Ready().");
        }

        using var turn = engine.Enter();
        if (run.SaidReady)
        {
            throw new InvalidOperationException($"Unit '{run.Unit.Name}' has already said that it is ready. Call Ready() once a run.");
        }

        run.SaidReady = true;
        if (run.Unit.Run == run && run.Unit.State == UnitState.Starting && run.Condemned is null)
        {
            BecomeReady(turn, run);
        }
    }

    public void Say(UnitRun run, string status)
    {
        using var turn = engine.Enter();
        if (run.Unit.Run == run)
        {
            run.Unit.Status = status;
            _moves.Tell(turn, run, new UnitStatusChanged(status));
        }
    }

    /// <summary>Tells of one item or occurrence that failed; the run goes on.</summary>
    public void ItemFailed(UnitRun run, string item, IReadOnlyList<Exception> exceptions)
    {
        using var turn = engine.Enter();
        _moves.Tell(turn, run, new UnitItemFailed(item, exceptions));
    }

    /// <summary>A run failed to hand back what it had not begun: as where a teardown fails.</summary>
    public void Add(UnitRun run, IReadOnlyList<Exception> failures)
    {
        using var turn = engine.Enter();
        run.Fail(failures);
        run.FailedToClose = true;
    }

    /// <summary>What a run holds ended by itself, or at last: where nobody told it to, its teardown is called at once.</summary>
    public void BeDone(UnitRun run, IReadOnlyList<Exception> failures)
    {
        using var turn = engine.Enter();
        if (run.Phase == RunPhase.Ended)
        {
            TellLate(turn, run, failures);
            return;
        }

        run.Fail(failures);
        run.IsDone = true;
        CloseIfTold(turn, run);
    }

    /// <summary>A pool's, or a schedule's, items failed too often: so has the unit. False where it is ending anyway.</summary>
    public bool Condemn(UnitRun run, Exception failure)
    {
        using var turn = engine.Enter();
        return TryCondemn(turn, run, failure);
    }

    /// <summary>As <see cref="Condemn(UnitRun, Exception)"/>, in a turn.</summary>
    public bool TryCondemn(Turn turn, UnitRun run, Exception failure)
    {
        if (run.Unit.Run != run || run.Unit.State != UnitState.Running || run.Condemned is not null || run.IsInGrace || engine.IsAnnounced)
        {
            return false;
        }

        Condemn(turn, run, failure);
        return true;
    }

    private void Condemn(Turn turn, UnitRun run, Exception failure)
    {
        run.Condemned = failure;
        run.Urgency.Ask(UrgencyLevel.Stopping);
        ArmGrace(turn, run, StopShare.Asked(run.Unit.StopWithin));
        CloseIfTold(turn, run);
    }

    /// <summary>How long a run that serves may drain: of what it has to stop in, the part it asked for. One that has failed does not.</summary>
    public TimeSpan DrainsFor(UnitRun run)
    {
        using var turn = engine.Enter();
        var (drain, stop, grace) = (run.Unit.Drain, run.Unit.StopWithin, run.GraceEnds.Since(turn.Now));
        return run.Condemned is not null || !run.IsInGrace || drain == TimeSpan.Zero ? TimeSpan.Zero
            : grace == Instant.Never ? drain
            : stop == Instant.Never ? Instant.Min(drain, grace)
            : drain == Instant.Never ? grace.Since(stop)
            : grace * (drain / drain.Plus(stop));
    }

    /// <summary>Tells how many items a run accepted and did not begin.</summary>
    public void GaveBack(UnitRun run, int count)
    {
        using var turn = engine.Enter();
        _moves.Tell(turn, run, new PoolGaveBack(count));
    }

    public TimeSpan ExtendStop(UnitRun run, TimeSpan by)
    {
        using var turn = engine.Enter();
        if (run.Unit.Run != run || run.Unit.State != UnitState.Stopping || !run.IsInGrace || !run.IsSet)
        {
            return TimeSpan.Zero;
        }

        var granted = run.Share.Grantable(turn.Now, run.GraceEnds.Since(turn.Now).Plus(run.Share.Abort), by);
        ArmGrace(turn, run, run.Share with { Grace = run.GraceEnds.Since(turn.Now).Plus(granted) });
        return granted;
    }

    public void OnReload(UnitRun run, Func<CancellationToken, Task> reload)
    {
        using var turn = engine.Enter();
        run.Reloads = [.. run.Reloads, reload];
    }

    public void ReachedStopping(UnitRun run)
    {
        using var turn = engine.Enter();
        CloseIfTold(turn, run);
    }

    public void TokenCallbacksFailed(UnitRun run, IReadOnlyList<Exception> exceptions)
    {
        using var turn = engine.Enter();
        if (run.Phase == RunPhase.Ended)
        {
            TellLate(turn, run, exceptions);
        }
        else
        {
            run.Fail(exceptions);
        }
    }

    private void TellLate(Turn turn, UnitRun run, IReadOnlyList<Exception> exceptions)
    {
        if (exceptions.Count > 0)
        {
            _moves.FailLate(turn, run, exceptions);
        }
    }
}
