using System.Runtime.InteropServices;
using Vahta.Deadlines;
using Vahta.Hooks;
using Vahta.Supervision;
using Vahta.Units;

namespace Vahta.Stopping;

/// <summary>The one sequence that stops: the announcement, the units in order within the budget, the leftovers, the report.</summary>
internal sealed class StopSequence : IThreadPoolWorkItem
{
    private static readonly StopShare s_hooks = new(TimeSpan.FromSeconds(2), TimeSpan.Zero);
    private static readonly TimeSpan s_hurried = TimeSpan.FromSeconds(1);

    private readonly Engine _engine;
    private readonly Supervisor _supervisor;
    private readonly Readiness _readiness;
    private readonly HookCalls _hooks;
    private readonly StopSettings _settings;
    private readonly WaitingUnits _waiting;
    private readonly Falling _falling;
    private readonly StopChains _chains = new();
    private readonly Cutoff _hookCutoff;
    private readonly TaskCompletionSource _unitsDown = new();
    private readonly TaskCompletionSource _concluded = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Outsiders _outsiders;

    // under the lock
    private StopBudget _budget;
    private bool _isHurried;
    private bool _unitsTold;

    public StopSequence(Engine engine, Supervisor supervisor, Readiness readiness, HookCalls hooks, StopSettings settings)
    {
        _engine = engine;
        _supervisor = supervisor;
        _readiness = readiness;
        _hooks = hooks;
        _settings = settings;
        _waiting = new(engine, readiness);
        _falling = new(engine, TakeTurn, Landed);
        _hookCutoff = new(engine);
        _outsiders = new(hooks);
    }

    /// <summary>Why the dispatcher stops; null before the announcement. Under the lock.</summary>
    public StopReason? Reason { get; private set; }

    /// <summary>As <see cref="Reason"/>, for those outside the lock.</summary>
    public StopReason? Announcement
    {
        get
        {
            using (_engine.Enter())
            {
                return Reason;
            }
        }
    }

    /// <summary>What would have stopped it too. Under the lock.</summary>
    public List<StopReason> LaterReasons { get; } = [];

    public StopBudget Budget => _budget;

    /// <summary>Fires at the announcement, for those outside of units.</summary>
    public CancellationToken Stopping => _outsiders.Stopping;

    /// <summary>Completes at the announcement plus what hooks may take; what hooks before it are bounded by.</summary>
    public Task HookCutoff => _hookCutoff.Passed;

    /// <summary>Completes when the report is written and everything is restored.</summary>
    public Task Stopped => _stopped.Task;

    /// <summary>Completes just before; for the start sequence, which must not outlive the stop.</summary>
    public Task Concluded => _concluded.Task;

    /// <summary>The report; written once the dispatcher has stopped.</summary>
    public RunReport? Report { get; private set; }

    /// <summary>What the start is doing with hooks; the stop's own hooks wait for it.</summary>
    public Task StartHooks { get; set; } = Task.CompletedTask;

    /// <summary>Whether the start sequence has begun.</summary>
    public bool StartBegan { get; set; }

    /// <summary>Called with the announcement, under the lock: the watch over the budget begins.</summary>
    public Action<StopBudget>? Announced { get; set; }

    /// <summary>Called, under the lock, when a unit that had to go down alone, with those that need it, is down.</summary>
    public Action<Turn, Unit>? LandedWhileRunning { get; set; }

    /// <summary>Units and all that need them go down, in order; the dispatcher runs on.</summary>
    public void Fall(Turn turn, IReadOnlyCollection<Unit> units) => Fall(turn, units, []);

    /// <summary>As <see cref="Fall(Turn, IReadOnlyCollection{Unit})"/>, the order holding also across some that are down already.</summary>
    public void Fall(Turn turn, IReadOnlyCollection<Unit> units, IEnumerable<Unit> through) => _falling.From(turn, units, through, _readiness.Spread);

    /// <summary>A run is over; who waited for it may have their turn.</summary>
    public void Ended(Turn turn, Unit unit)
    {
        _falling.Ended(turn, unit);
        if (_engine.IsAnnounced)
        {
            CompleteWhenDown();
        }
    }

    // ---- the sequence

    /// <summary>Steps 1 to 4: the reason is fixed, nothing begins any more, everyone is told that the end is near.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="reason">Why.</param>
    /// <param name="failed">The unit that failed, where one did: those that wait for it are skipped because of it.</param>
    public void Announce(Turn turn, StopReason reason, Unit? failed = null)
    {
        if (_engine.IsAnnounced)
        {
            LaterReasons.Add(reason);
            _engine.Tell(turn, new StopAskedAgain(reason));
            return;
        }

        Reason = reason;
        _engine.IsAnnounced = true;
        _engine.State = DispatcherState.Stopping;
        _budget = new(turn.Now, _settings.Budget());
        _engine.Tell(turn, new StopAnnounced(reason, _budget.Budget));
        Announced?.Invoke(_budget);
        if (failed is not null)
        {
            _readiness.SkipBecauseOf(turn, failed);
        }

        WarnAll(turn);
        var chains = MeasureChains();
        _hookCutoff.Arm(turn.Now.Plus(HooksShare(turn, chains)));
        if (_budget.IsHurry)
        {
            Hurry(turn, null);
        }

        _engine.Queue(this);
    }

    public void Execute() => _ = RunAsync();

    private async Task RunAsync()
    {
        _engine.Queue(_outsiders);
        await Task.WhenAny(StartHooks, HookCutoff);
        await RunHooks(HookPoint.OnStopping, HookCutoff);
        StopUnits();
        await _unitsDown.Task;
        var leftovers = BeginLeftovers();
        await RunHooks(HookPoint.OnStopped, leftovers);
        await Task.WhenAny(_outsiders.Told, leftovers);
        Conclude();
        await Task.WhenAny(_settings.FlushAsync(), leftovers);
        _settings.Restore();
        _concluded.SetResult();
        _stopped.SetResult();
    }

    /// <summary>Step 5: each unit when all that need it are gone, those independent of each other at once.</summary>
    private void StopUnits()
    {
        using (_engine.Enter())
        {
            _hookCutoff.Disarm();
            _falling.All();
        }

        while (TellSome())
        {
        }
    }

    private bool TellSome()
    {
        using var turn = _engine.Enter();
        _unitsTold = !_falling.GoOn(turn);
        CompleteWhenDown();
        return !_unitsTold;
    }

    /// <summary>Steps 6 to 10, for one unit whose turn it is.</summary>
    private void TakeTurn(Turn turn, Unit unit) => _supervisor.Stop(turn, unit,
        _engine.IsAnnounced ? _chains.ShareOf(unit, turn.Now, _budget) : StopShare.Asked(unit.Grace));

    /// <summary>Step 11: bodies and starts are aborted at once; teardowns keep their order, with a second each.</summary>
    public void Hurry(Turn turn, PosixSignal? signal)
    {
        if (_isHurried || !_engine.IsAnnounced || _engine.State == DispatcherState.Stopped)
        {
            return;
        }

        _isHurried = true;
        _engine.Tell(turn, new StopHurried(signal));
        _hookCutoff.ArmEarlier(turn.Now.Plus(s_hurried));
        MeasureChains();
        foreach (var unit in _engine.Graph.Units)
        {
            if (unit is { IsLive: true, Run: { Phase: not RunPhase.Held, IsTornDown: false } })
            {
                _supervisor.Abort(turn, unit, _chains.ShareOf(unit, turn.Now, _budget));
            }
        }
    }

    private void Landed(Turn turn, Unit unit)
    {
        _engine.CompleteAll(unit.TakeDown());
        if (_engine.IsAnnounced)
        {
            CompleteWhenDown();
        }
        else
        {
            LandedWhileRunning?.Invoke(turn, unit);
        }
    }

    private void CompleteWhenDown()
    {
        if (_unitsTold && _falling.Left == 0)
        {
            _engine.Complete(_unitsDown);
        }
    }

    // ---- its steps

    private void WarnAll(Turn turn)
    {
        foreach (var unit in _engine.Graph.Units)
        {
            _waiting.GiveUp(turn, unit);
            if (unit.Run is { } run)
            {
                run.Urgency.Ask(UrgencyLevel.Ending);
                _supervisor.Unwatch(run);
            }
        }
    }

    private ChainLength MeasureChains() => _chains.Measure(_engine.Graph.Units, OwnOf);

    private StopShare OwnOf(Unit unit)
    {
        if (!unit.IsLive)
        {
            return default;
        }

        var own = _budget.Own(unit.Grace);
        return _isHurried && !unit.Run!.IsTornDown ? own.AtMost(s_hurried) : own;
    }

    private TimeSpan HooksShare(Turn turn, ChainLength chains) =>
        _hooks.Any(HookPoint.OnStopping) || !StartHooks.IsCompleted
            ? _budget.ShareOf(turn.Now, s_hooks, ChainLength.Of(s_hooks).Plus(chains)).Grace
            : Instant.Never;

    // A stop that was asked for before the start calls no hooks: nothing was started that they could be the end of.
    private Task RunHooks(HookPoint point, Task cutoff) =>
        StartBegan ? _hooks.RunAsync(point, CancellationToken.None, cutoff) : Task.CompletedTask;

    private Task BeginLeftovers()
    {
        using var turn = _engine.Enter();
        var cutoff = new Cutoff(_engine);
        cutoff.Arm(turn.Now.Plus(_budget.Leftovers));
        return cutoff.Passed;
    }

    private void Conclude()
    {
        var report = _settings.WriteReport();
        using var turn = _engine.Enter();
        Report = report;
        _engine.State = DispatcherState.Stopped;
        _engine.Tell(turn, new DispatcherStopped(report.ExitCode, report.Stopping));
        _engine.Events.Close();
    }
}
