using Vahta.Supervision;
using Vahta.Units;

namespace Vahta.Schedules;

/// <summary>
/// One run of a schedule: a loop that waits for the next time, begins what is due, and keeps the tasks of what runs. What is due and who may run is decided by the
/// <see cref="Timetable"/> and the <see cref="Backlog"/>.
/// </summary>
internal sealed class ScheduleRun
{
    private readonly Schedule _schedule;
    private readonly UnitBody _work;
    private readonly UnitRun _run;
    private readonly Engine _engine;
    private readonly UnitMoves _moves;

    // the loop's
    private readonly Timetable _timetable;
    private readonly List<Task> _running = [];

    // under the dispatcher's lock
    private readonly Backlog _backlog;
    private TaskCompletionSource _wake = new();
    private DateTimeOffset? _next;
    private int _failuresInARow;
    private bool _hasFailed;

    /// <param name="schedule">What to run by.</param>
    /// <param name="work">What to call.</param>
    /// <param name="run">The unit's run.</param>
    /// <param name="timetable">The timetable that earlier runs followed; drawn by the first.</param>
    public ScheduleRun(Schedule schedule, UnitBody work, UnitRun run, ref Timetable? timetable)
    {
        _schedule = schedule;
        _work = work;
        _run = run;
        _engine = run.Engine;
        _moves = new(_engine);
        _backlog = new(schedule.Overlap);
        var engine = _engine;
        _timetable = timetable ??= new(schedule, _engine.TimeProvider.LocalTimeZone, Now, engine.Draw);
    }

    /// <summary>When the next occurrence is due; under the dispatcher's lock.</summary>
    public DateTimeOffset? NextRunInTurn => MayBegin ? _next : null;

    public DateTimeOffset? NextRun
    {
        get
        {
            using (_engine.Enter())
            {
                return NextRunInTurn;
            }
        }
    }

    /// <summary>Whether the caller is inside this run's code, and would wait for itself.</summary>
    public bool IsInside => UnitRun.Current == _run;

    // The wall clock is cron's alone.
    private DateTimeOffset Now => _schedule.IsCron ? _engine.TimeProvider.GetUtcNow() : _engine.Clock.DateOf(_engine.Clock.Now);

    // Nothing begins after the announcement, nor once the unit was told to stop; under the lock.
    private bool MayBegin => !_engine.IsAnnounced && _run.Asked == UrgencyLevel.None && !_hasFailed;

    /// <summary>The whole run: until it is told to stop, or has failed too often.</summary>
    public async Task RunAsync()
    {
        var context = _run.Context;
        using var ending = context.Ending.UnsafeRegister(static run => ((ScheduleRun)run!).Wake(), this);
        using var stopping = context.Stopping.UnsafeRegister(static run => ((ScheduleRun)run!).Wake(), this);
        await using var timer = _engine.TimeProvider.CreateTimer(static run => ((ScheduleRun)run!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        var isStart = _schedule.RunOnStart;
        for (var woken = Listen(); !context.Stopping.IsCancellationRequested && !_hasFailed; woken = Listen())
        {
            var now = Now;
            var begins = Decide(now, _timetable.LookAt(now), isStart);
            _running.AddRange(begins.Select(RunAsync));
            isStart = false;
            timer.Change(_timetable.Wait(now), Timeout.InfiniteTimeSpan);
            await Task.WhenAny([.. _running, woken]);
            _running.RemoveAll(static task => task.IsCompleted);
        }

        Close();
        foreach (var occurrence in _running)
        {
            // One by one: a task of WhenAll would not show where those behind it hang.
            await occurrence;
        }
    }

    /// <summary>Takes on an occurrence beside the timetable; null, with the reason, where it cannot.</summary>
    public Occurrence? Ask(ref string refusal)
    {
        var asked = new Occurrence(Now, new());
        using var turn = _engine.Enter();
        if (!MayBegin)
        {
            return null;
        }

        if (!_backlog.Offer(asked))
        {
            refusal = _schedule.Overlap == Overlap.Queue
                ? $"Schedule '{_run.Unit.Name}' has {Backlog.MostWaiting} occurrences waiting and takes on no more. Wait until it has caught up."
                : $"Schedule '{_run.Unit.Name}' is running an occurrence, and its overlap is Skip. Wait for its end, or give the schedule Overlap.Queue.";
            return null;
        }

        WakeInTurn();
        return asked;
    }

    private void Wake()
    {
        using var turn = _engine.Enter();
        WakeInTurn();
    }

    // Before anything is looked at: what happens from here on wakes.
    private Task Listen()
    {
        using var turn = _engine.Enter();
        _wake = _wake.Task.IsCompleted ? new() : _wake;
        return _wake.Task;
    }

    private void WakeInTurn() => _engine.Complete(_wake);

    // One turn of the loop: who begins now, and what is told of those who do not.
    private List<Occurrence> Decide(DateTimeOffset now, Look look, bool isStart)
    {
        var begins = new List<Occurrence>();
        using var turn = _engine.Enter();
        _next = _timetable.Due;
        if (!MayBegin)
        {
            Drop(_backlog.Clear());
            return begins;
        }

        if (look.Missed > 0 && _engine.Events.IsHeard)
        {
            _moves.Tell(turn, _run, new UnitOccurrencesMissed(look.Missed, look.First, _schedule.Missed));
        }

        foreach (var planned in isStart && look.Runs.Count == 0 ? [now] : look.Runs)
        {
            if (!_backlog.Offer(new(planned), mayWait: look.Missed > 0) && _engine.Events.IsHeard)
            {
                _moves.Tell(turn, _run, new UnitOccurrenceSkipped(planned));
            }
        }

        while (_backlog.TryTake(out var next))
        {
            begins.Add(next);
        }

        return begins;
    }

    private async Task RunAsync(Occurrence one)
    {
        await new Hop(_engine);
        if (Begins(one, out var began))
        {
            var context = new UnitContext(_run);
            var called = _run.Call(_ => _work.Start(context), UserCallKind.Occurrence, context);
            await called.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            one.Failures = Outcome.FailuresOf(called, _run.Asked, isTeardown: false);
            if (context.HasToRelease())
            {
                var releasing = context.ReleaseAsync();
                await releasing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
                one.Failures = [.. one.Failures, .. Outcome.FailuresOf(releasing, _run.Asked, isTeardown: true)];
            }
        }

        if (Ended(one, began))
        {
            _run.ItemFailed(one.ToString(), one.Failures);
        }
    }

    // Asked again in its own work item: the announcement may have come since it was queued.
    private bool Begins(Occurrence one, out TimeSpan began)
    {
        using var turn = _engine.Enter();
        began = turn.Now;
        one.IsDropped = !MayBegin;
        if (!one.IsDropped && _engine.Events.IsHeard)
        {
            _moves.Tell(turn, _run, new UnitOccurrenceStarted(one.Planned, one.IsByRequest));
        }

        return !one.IsDropped;
    }

    // Whether it failed and fails only itself.
    private bool Ended(Occurrence one, TimeSpan began)
    {
        using var turn = _engine.Enter();
        _backlog.Ended();
        _engine.Complete(one.Waiter);
        if (one.Failures.Count == 0)
        {
            _failuresInARow = one.IsDropped ? _failuresInARow : 0;
            if (!one.IsDropped && _engine.Events.IsHeard)
            {
                _moves.Tell(turn, _run, new UnitOccurrenceEnded(one.Planned, turn.Now - began));
            }

            return false;
        }

        return ++_failuresInARow < (_run.Unit.Settings.FailAfter ?? int.MaxValue) || _hasFailed || !Fails(turn, one);
    }

    // The unit's own failure, unless it is ending anyway; what runs beside it is told to stop, and the unit has failed once that has.
    private bool Fails(Turn turn, Occurrence last)
    {
        if (!_run.TryCondemn(turn, last.Failures[0]))
        {
            return false;
        }

        _hasFailed = true;
        Drop(_backlog.Clear());
        _run.Fail([.. last.Failures.Skip(1)]);
        return true;
    }

    // Whoever still waits will not begin.
    private void Close()
    {
        using var turn = _engine.Enter();
        Drop(_backlog.Clear());
    }

    private void Drop(IReadOnlyList<Occurrence> dropped)
    {
        foreach (var one in dropped)
        {
            one.IsDropped = true;
            _engine.Complete(one.Waiter);
        }
    }
}
