using Vahta.Hooks;
using Vahta.Stopping;
using Vahta.Supervision;
using Vahta.Units;

namespace Vahta.Starting;

/// <summary>The one sequence that starts: hooks, units as what they need becomes ready, hooks again. A failure ends it in an orderly stop.</summary>
internal sealed class StartSequence(Engine engine, Readiness readiness, HookCalls hooks, StopSequence stop, bool endWhenDone) : IThreadPoolWorkItem
{
    // What has begun meanwhile is minded between two such parts.
    private const int AtATime = 256;

    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _unitsReady = new();

    // under the lock
    private int _awaited;
    private bool _isStarted;

    /// <summary>Completes when everything has been ready and the hooks have been called, or when the stop came first.</summary>
    public Task Started => _started.Task;

    // ---- the sequence

    public void Execute() => _ = RunAsync();

    private async Task RunAsync()
    {
        if (await RunHooks(HookPoint.OnStarting) is { } thrown)
        {
            Fail(thrown);
        }

        StartUnits();
        await Task.WhenAny(_unitsReady.Task, stop.Concluded);
        await RunHooks(HookPoint.OnReady);
        Conclude();
        _started.SetResult();
    }

    private void StartUnits()
    {
        var awaited = Await();
        for (var placed = 0; placed < awaited.Count; placed += AtATime)
        {
            using var turn = engine.Enter();
            for (var next = placed; next < awaited.Count && next < placed + AtATime; next++)
            {
                readiness.Place(turn, awaited[next]);
            }
        }

        engine.Clock.ExpectWork();
        GiveUpWaiting();
    }

    private List<Unit> Await()
    {
        using var turn = engine.Enter();
        if (engine.IsAnnounced)
        {
            return [];
        }

        // What a hook added meanwhile has not joined, and what it stopped is not awaited.
        engine.UnitsBegan = true;
        var awaited = new List<Unit>(engine.Graph.Count);
        foreach (var unit in engine.Graph.Units)
        {
            if (unit is { HasJoined: true, State: UnitState.Pending, Wish: UnitWish.Up })
            {
                unit.Times.Awaiting = turn.Now;
                unit.IsAwaited = true;
                awaited.Add(unit);
            }
        }

        _awaited = awaited.Count;
        return awaited;
    }

    private void GiveUpWaiting()
    {
        using var turn = engine.Enter();
        if (engine.IsAnnounced)
        {
            return;
        }

        foreach (var stopped in engine.Graph.Units.Where(IsStoppedByRequest))
        {
            GiveUpWaiting(turn, stopped);
        }

        ReadyWhenNoneIsAwaited(turn);
    }

    // ---- what it is told

    public void BecameReady(Turn turn, Unit unit)
    {
        readiness.Spread(turn, unit);
        Settle(turn, unit);
    }

    public void Ended(Turn turn, Unit unit)
    {
        readiness.Spread(turn, unit);
        readiness.Place(turn, unit);
        if (unit is { IsLive: false, State: not (UnitState.Pending or UnitState.Restarting), Comeback: null })
        {
            Settle(turn, unit);
        }

        CompleteWhenDone(turn);
    }

    /// <summary>A unit will not become ready for the time being, or was removed.</summary>
    public void WillNotStart(Turn turn, Unit unit)
    {
        Settle(turn, unit);
        CompleteWhenDone(turn);
    }

    /// <summary>What counts as work has changed.</summary>
    public void WorkChanged(Turn turn) => CompleteWhenDone(turn);

    private void Settle(Turn turn, Unit unit)
    {
        if (IsStoppedByRequest(unit))
        {
            GiveUpWaiting(turn, unit);
        }

        if (unit.IsAwaited)
        {
            unit.IsAwaited = false;
            _awaited--;
            ReadyWhenNoneIsAwaited(turn);
        }
    }

    // ---- its steps

    private static bool IsStoppedByRequest(Unit unit) => unit is { State: UnitState.Stopped or UnitState.Completed, Wish: not UnitWish.Up } or { State: UnitState.Pending, Wish: UnitWish.Unasked };

    // Whoever waits for something that the program itself stopped holds the start up no longer, nor those who wait for it. Who only comes after it does not wait for it, but for those before it.
    private void GiveUpWaiting(Turn turn, Unit stopped)
    {
        var open = new Stack<Unit>([stopped]);
        var seen = new HashSet<Unit>(ReferenceEqualityComparer.Instance);
        while (open.TryPop(out var unit))
        {
            foreach (var edge in unit.Dependents)
            {
                if (!edge.IsMet && (edge.IsNeed || unit != stopped) && IsToWait(edge.Dependent) && seen.Add(edge.Dependent))
                {
                    engine.CompleteAll(edge.Dependent.TakeUp());
                    Settle(turn, edge.Dependent);
                    open.Push(edge.Dependent);
                }
            }
        }
    }

    private static bool IsToWait(Unit unit) => unit.State is UnitState.Pending or UnitState.Restarting or UnitState.Completed || unit.IsFalling;

    private void ReadyWhenNoneIsAwaited(Turn turn)
    {
        if (_awaited == 0 && engine is { IsAnnounced: false, ReadyAt: null })
        {
            engine.ReadyAt = turn.Now;
            engine.State = DispatcherState.Running;
            engine.Tell(turn, new DispatcherReady(turn.Now - engine.StartedAt));
            engine.Complete(_unitsReady);
        }
    }

    private void CompleteWhenDone(Turn turn)
    {
        if (endWhenDone && _isStarted && engine.Work == 0 && !engine.IsAnnounced)
        {
            stop.Announce(turn, new() { Cause = StopCause.Completed });
        }
    }

    private void Fail(Exception thrown)
    {
        using var turn = engine.Enter();
        stop.Announce(turn, new() { Cause = StopCause.StartFailed, Exception = thrown });
    }

    // Begun under the lock, so that the stop knows of them; nothing is called before the lock is released.
    private Task<Exception?> RunHooks(HookPoint point)
    {
        using var turn = engine.Enter();
        if (engine.IsAnnounced)
        {
            return Task.FromResult<Exception?>(null);
        }

        stop.StartBegan = true;
        var running = hooks.RunAsync(point, stop.Stopping, stop.HookCutoff);
        stop.StartHooks = running;
        return running;
    }

    private void Conclude()
    {
        using var turn = engine.Enter();
        _isStarted = true;
        CompleteWhenDone(turn);
    }
}
