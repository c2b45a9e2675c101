using Vahta.Deadlines;
using Vahta.Stopping;
using Vahta.Units;

namespace Vahta.Supervision;

/// <content>The calls into user code. They are made without the lock, and so what comes of them is told, and minded in the next turn.</content>
internal sealed partial class Supervisor
{
    /// <summary>A run's work item: the next call into the user's code, and those that follow from its end.</summary>
    public void Act(UnitRun run)
    {
        var most = engine.CallsMayFollow ? FollowingCall.MostInARow : 1;
        for (var (made, next) = (1, run); next is not null; made++)
        {
            Make(next, mayFollow: made < most);
            next = FollowingCall.Take();
        }
    }

    private void Make(UnitRun run, bool mayFollow)
    {
        if (run.Phase is not (RunPhase.Closing or RunPhase.Releasing) && !Begins(run))
        {
            return;
        }

        run.Call();
        var task = run.Task!;
        if (task.IsCompleted)
        {
            engine.Note(run, RunNews.Called | RunNews.Over);
        }
        else
        {
            // Its own end must not wait for whatever else there is to mind.
            engine.Note(run, RunNews.Called);
            task.GetAwaiter().UnsafeOnCompleted(run.Over);
        }

        MindNews(mayFollow);
    }

    private void Queue(UnitRun run)
    {
        if (!FollowingCall.TryLeave(run))
        {
            engine.Queue(run);
        }
    }

    /// <summary>A run tells what came of its calls, from any thread and without waiting for the lock.</summary>
    public void Tell(UnitRun run, RunNews news)
    {
        engine.Note(run, news);

        // Who tells may be user code, further down on the stack: what follows is queued.
        MindNews(mayFollow: false);
    }

    private void MindNews(bool mayFollow)
    {
        told.Called();
        if (!mayFollow)
        {
            engine.MindNewsIfFree();
            return;
        }

        FollowingCall.Want();
        try
        {
            engine.MindNewsIfFree();
        }
        catch
        {
            if (FollowingCall.Take() is { } left)
            {
                engine.Queue(left);
            }

            throw;
        }
    }

    // Queued before it was to go down, or all were, but not begun: nothing begins after that but what has accepted work, or what looked in the same moment, as if it had been a moment earlier.
    private bool Begins(UnitRun run)
    {
        if (!MayBegin(run.Unit))
        {
            using var turn = engine.Enter();
            if (!MayBegin(run.Unit) && TryWithhold(turn, run))
            {
                return false;
            }
        }

        if (!run.TryBegin())
        {
            return false;
        }

        engine.NoteBegun(run, IsReadyByPresence(run.Unit) ? Instant.Min(s_presence, run.Unit.StartWithin) : run.Unit.StartWithin);
        return true;
    }

    private bool MayBegin(Unit unit) => !engine.IsAnnounced && unit is { IsFalling: false, Wish: UnitWish.Up };

    private bool TryWithhold(Turn turn, UnitRun run)
    {
        if (run.Unit.Body.HoldsItems || !run.TryWithhold())
        {
            return false;
        }

        if (run.Unit.State == UnitState.Starting)
        {
            _moves.Make(turn, run.Unit, Happening.IsTold);
        }

        var left = run.Unit.Body.Discard();
        engine.Count(run.Unit, run.Unit.IsWork);
        if (left > 0)
        {
            _moves.Tell(turn, run, new PoolGaveBack(left));
        }

        End(turn, run);
        return true;
    }

    private static bool IsReadyByPresence(Unit unit) => unit is { IsLasting: true, Body.HasTeardown: false, Settings.NotifiesReady: false };

    /// <summary>What a run had to tell.</summary>
    public void Mind(Turn turn, UnitRun run, RunNews news)
    {
        if ((news & RunNews.Begun) != 0)
        {
            Begun(run, hasReturned: (news & RunNews.Called) != 0);
        }

        if ((news & RunNews.Called) != 0 && run.Phase == RunPhase.Calling)
        {
            Called(turn, run);
        }

        if ((news & RunNews.Over) != 0)
        {
            Over(turn, run);
        }
    }

    private void Begun(UnitRun run, bool hasReturned)
    {
        if (run.Unit.State != UnitState.Starting)
        {
            // Its time to stop is running already.
            return;
        }

        run.DueFor = IsReadyByPresence(run.Unit) ? DueFor.Presence : DueFor.Start;
        if (run.DueFor == DueFor.Start || !hasReturned)
        {
            engine.Clock.Deadlines.Set(run, run.StartDue.Plus(engine.Clock.Lost));
        }
    }

    private void Called(Turn turn, UnitRun run)
    {
        run.Phase = RunPhase.Working;
        if (run.DueFor != DueFor.Presence)
        {
            return;
        }

        if (run.Task is { IsFaulted: false, IsCanceled: false })
        {
            BecomeReady(turn, run);
        }
        else
        {
            // It has ended, and what it owned is closed within a time of its own.
            run.DueFor = DueFor.Nothing;
            engine.Clock.Deadlines.Remove(run);
        }
    }

    private void Over(Turn turn, UnitRun run)
    {
        var task = run.Task!;
        var failures = run.Phase == RunPhase.Closing && run.Unit.Body.HasTold(run, task) ? [] : Outcome.FailuresOf(task, run.Asked, run.Phase != RunPhase.Working);
        run.Fail(failures);
        run.FailedToClose |= run.Phase != RunPhase.Working && failures.Count > 0;
        run.WasCancelled |= run.Phase == RunPhase.Working && !task.IsCompletedSuccessfully;
        if (run.Phase == RunPhase.Working && run.Unit.Body.HasTeardown && task.IsCompletedSuccessfully)
        {
            run.Phase = RunPhase.Held;
            if (!run.MustEnd)
            {
                BecomeReady(turn, run);
            }

            CloseIfTold(turn, run);
        }
        else if (run.Phase != RunPhase.Releasing && run.HasToRelease())
        {
            Next(run, RunPhase.Releasing);
            if (run.DueFor == DueFor.Nothing && run.Unit.State != UnitState.Abandoned)
            {
                ArmGrace(turn, run, StopShare.Asked(run.Unit.StopWithin));
            }
        }
        else
        {
            End(turn, run);
        }
    }
}
