namespace Vahta.Pools;

/// <summary>One of a pool's workers: takes an item, has it handled, takes the next. Each of its turns is a work item of its own, so that a handler that blocks blocks nobody else.</summary>
internal sealed class PoolWorker<T> : IThreadPoolWorkItem
{
    // Items that end at once follow each other in one turn, but not so many that others wait long for theirs.
    private const int Burst = 64;

    private readonly PoolRun<T> _run;
    private readonly Action _goOn;

    // the turn's
    private PoolItem<T> _item;
    private bool _isRecovering;
    private Task? _task;
    private volatile bool _isInCall;

    public PoolWorker(PoolRun<T> run)
    {
        _run = run;
        _goOn = () => _run.Engine.Queue(this);
    }

    /// <summary>The item's task, while there is one.</summary>
    public Task? Task
    {
        get => Volatile.Read(ref _task);
        private set => Volatile.Write(ref _task, value);
    }

    /// <summary>Whether it is inside a handler that has not returned its task.</summary>
    public bool IsInCall => _isInCall;

    public void Execute()
    {
        if (Task is null)
        {
            _run.Body.Follow(_run.Body.Intake.Arrive());
        }

        for (var left = Burst; left > 0; left--)
        {
            if (!Step())
            {
                return;
            }

            if (Task is { IsCompleted: false })
            {
                Task.GetAwaiter().UnsafeOnCompleted(_goOn);
                return;
            }
        }

        _run.Engine.Queue(this);
    }

    /// <summary>What comes after the task that has ended: another try, or the next item. False where there is none.</summary>
    private bool Step()
    {
        if (Task is { IsCompletedSuccessfully: false } && !_isRecovering)
        {
            _isRecovering = true;
            _run.Enter(static worker => ((PoolWorker<T>)worker!).Recover(), this);
            return true;
        }

        if (_isRecovering && Task is { IsFaulted: true } defect)
        {
            // Not the item's doing, which is told inside: nothing may vanish in silence.
            _run.Context.ItemFailed(new ItemCall<T>(_run, _item).Name, defect.Exception!.InnerExceptions);
        }

        if (Task is not null && !_isRecovering)
        {
            _run.Succeeded();
            _run.Engine.Complete(_item.Waiter);
        }

        if (!Take())
        {
            return false;
        }

        _run.Enter(static worker => ((PoolWorker<T>)worker!).Begin(), this);
        return true;
    }

    private bool Take()
    {
        if (_run.Aborting.IsCancellationRequested)
        {
            // It would get a token that has fired already.
            _run.Body.Intake.Pause();
        }

        var isTaken = _run.Body.Intake.TryTake(out _item, out var admitted, out var change);
        _run.Body.Release(admitted);
        _run.Body.Follow(change);
        if (!isTaken)
        {
            (Task, _isRecovering) = (null, false);
            _run.BecameIdle(this);
        }

        return isTaken;
    }

    private void Begin()
    {
        var call = new ItemCall<T>(_run, _item);
        _isRecovering = call.IsBounded;
        _isInCall = true;
        Task = _isRecovering ? call.LiveAsync(null) : call.Try(_run.Aborting);
        _isInCall = false;
    }

    private void Recover() => Task = new ItemCall<T>(_run, _item).LiveAsync(Task);
}
