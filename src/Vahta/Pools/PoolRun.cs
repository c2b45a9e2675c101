using Vahta.Deadlines;
using Vahta.Stopping;
using Vahta.Supervision;
using Vahta.Units;

namespace Vahta.Pools;

/// <summary>One run of a pool: it accepts and works until it is told to stop, works on for a while, hands back what it has not begun, and waits for what is in flight.</summary>
internal sealed class PoolRun<T>(PoolBody<T> body, UnitContext context, Engine engine)
{
    // Where every call of the user's runs: as the pool's own code.
    private readonly ExecutionContext? _flow = ExecutionContext.Capture();
    private readonly TaskCompletionSource _told = new();
    private readonly TaskCompletionSource _aborted = new();
    private readonly TaskCompletionSource _emptied = new();
    private readonly CancellationTokenSource _noMoreTries = new();
    private readonly Lock _gate = new();

    // under the gate
    private readonly List<PoolWorker<T>> _workers = [];
    private readonly Stack<PoolWorker<T>> _idle = [];

    private int _failedInARow;

    public PoolBody<T> Body => body;

    public UnitContext Context => context;

    /// <summary>What an item is given, where no try of it may take so long only.</summary>
    public CancellationToken Aborting { get; } = context.Aborting;

    public Engine Engine => engine;

    /// <summary>Fires when a failed item is not tried again any more.</summary>
    public CancellationToken NoMoreTries => _noMoreTries.Token;

    /// <summary>What is being worked on and has not ended, for whoever asks where it hangs: the tasks of handlers, and whether any has not returned one.</summary>
    public (Task? Task, bool IsInCall) InFlight
    {
        get
        {
            lock (_gate)
            {
                var tasks = _workers.Select(static worker => worker.Task).OfType<Task>();
                return (tasks.FirstOrDefault(static task => !task.IsCompleted), _workers.Exists(static worker => worker.IsInCall));
            }
        }
    }

    public async Task LiveAsync()
    {
        using var told = context.Stopping.UnsafeRegister(static state => ((PoolRun<T>)state!).Complete(run => run._told), this);
        using var aborted = context.Aborting.UnsafeRegister(static state => ((PoolRun<T>)state!).Complete(run => run._aborted), this);
        body.Intake.Open();
        body.Follow(body.Intake.Work());

        await _told.Task;
        body.Release(body.Intake.Close());
        CloseWhenEmpty();
        await DrainAsync();
        await _noMoreTries.CancelAsync();
        try
        {
            await GiveBackAsync();
        }
        finally
        {
            // Whatever becomes of the rest: what is in flight is this run's, and nobody who is needed by it may go down before it has ended.
            await _emptied.Task;
        }
    }

    public void AddWorker()
    {
        PoolWorker<T>? worker;
        lock (_gate)
        {
            if (!_idle.TryPop(out worker))
            {
                worker = new(this);
                _workers.Add(worker);
            }
        }

        engine.Queue(worker);
    }

    public void BecameIdle(PoolWorker<T> worker)
    {
        lock (_gate)
        {
            _idle.Push(worker);
        }

        CloseWhenEmpty();
    }

    /// <summary>Calls the user's code as the pool's own.</summary>
    public void Enter(ContextCallback callback, object state)
    {
        if (_flow is null)
        {
            callback(state);
        }
        else
        {
            ExecutionContext.Run(_flow, callback, state);
        }
    }

    public void Succeeded()
    {
        if (Volatile.Read(ref _failedInARow) != 0)
        {
            Volatile.Write(ref _failedInARow, 0);
        }
    }

    /// <summary>Tells of an item that failed for good. So many in a row, and it is the pool that has failed: then the last is told as the pool's own.</summary>
    public void Failed(string item, IReadOnlyList<Exception> exceptions)
    {
        var isLast = context.FailsAfter is { } most && Interlocked.Increment(ref _failedInARow) >= most && context.Condemn(exceptions[0]);
        if (isLast)
        {
            body.Intake.Pause();
        }

        if (!isLast || exceptions.Count > 1)
        {
            context.ItemFailed(item, isLast ? [.. exceptions.Skip(1)] : exceptions);
        }
    }

    // What it has to stop in is shared between working on and ending what is in flight as the two were asked for.
    private async Task DrainAsync()
    {
        var (cutoff, drain) = (new Cutoff(engine), context.DrainsFor);
        using (var turn = engine.Enter())
        {
            cutoff.Arm(turn.Now.Plus(drain));
        }

        await Task.WhenAny(_emptied.Task, cutoff.Passed, _aborted.Task);
        using (engine.Enter())
        {
            cutoff.Disarm();
        }
    }

    private async Task GiveBackAsync()
    {
        var rest = body.HandBack(body.Intake.TakeRest(out var change));
        body.Follow(change);
        CloseWhenEmpty();
        if (rest.Count > 0)
        {
            context.GaveBack(rest.Count);
            await HandBackAsync(rest);
        }
    }

    // As a teardown's, its token is never one that has fired already: where the pool was aborted before, it gets what an aborted run has left.
    private async Task HandBackAsync(IReadOnlyList<T> rest)
    {
        if (body.LeftOver is not { } handler)
        {
            return;
        }

        using var late = context.Aborting.IsCancellationRequested
            ? new CancellationTokenSource(StopShare.AbortWait / 2, context.TimeProvider)
            : CancellationTokenSource.CreateLinkedTokenSource(context.Aborting);
        var handing = Called.Guarded(() => Returned.Task(handler(rest, late.Token), context.Name, "hand-back"));
        await handing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        var failures = Outcome.FailuresOf(handing, UrgencyLevel.None, isTeardown: false);
        if (failures.Count > 0)
        {
            context.Fail(failures);
        }
    }

    private void CloseWhenEmpty()
    {
        if (body.Intake.IsOver)
        {
            engine.Complete(_emptied);
        }
    }

    private void Complete(Func<PoolRun<T>, TaskCompletionSource> which) => engine.Complete(which(this));
}
