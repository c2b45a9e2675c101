using Vahta.Supervision;

namespace Vahta.Units;

/// <summary>
/// The three tokens of one run, in growing urgency. A step is taken only after the one before it, and each by a work item of its own,
/// so that a callback that hangs at one step cannot hold the next back. Tokens are made when first asked for.
/// </summary>
internal sealed class Urgency(UnitRun run, Engine engine, UrgencyLevel reached = UrgencyLevel.None)
{
    private readonly Lock _gate = new();

    // under the gate
    private CancellationTokenSource? _ending;
    private CancellationTokenSource? _stopping;
    private CancellationTokenSource? _aborting;
    private UrgencyLevel _asked = reached;
    private UrgencyLevel _queued = reached;
    private UrgencyLevel _reached = reached;

    public UrgencyLevel Asked
    {
        get
        {
            lock (_gate)
            {
                return _asked;
            }
        }
    }

    public UrgencyLevel Reached
    {
        get
        {
            lock (_gate)
            {
                return _reached;
            }
        }
    }

    public CancellationToken Token(UrgencyLevel level)
    {
        lock (_gate)
        {
            ref var source = ref Source(level);
            if (source is null && _reached >= level)
            {
                return new CancellationToken(canceled: true);
            }

            return (source ??= new()).Token;
        }
    }

    /// <summary>Asks for a step and those before it. Queues them; user code that registered on a token runs there.</summary>
    public void Ask(UrgencyLevel level)
    {
        lock (_gate)
        {
            _asked = level > _asked ? level : _asked;
            CatchUp();
            QueueNext();
        }
    }

    // A callback that was registered in the very moment of the step runs before ours, and may hang: the token tells.
    private void CatchUp()
    {
        if (_queued > _reached && Source(_queued) is { IsCancellationRequested: true })
        {
            _reached = _queued;
            engine.Queue(new Told(run, _queued));
        }
    }

    private void QueueNext()
    {
        if (_queued < _asked && _queued == _reached)
        {
            _queued++;
            engine.Queue(new Step(this, _queued));
        }
    }

    private void Take(UrgencyLevel level)
    {
        CancellationTokenSource? source;
        lock (_gate)
        {
            source = Source(level);
            if (source is null)
            {
                Reach(level);
            }
        }

        if (source is null)
        {
            run.HasReached(level);
            return;
        }

        // The last registered callback runs first, when the token is already cancelled and before any code of the user's.
        source.Token.UnsafeRegister(static state =>
        {
            var (urgency, step) = ((Urgency, UrgencyLevel))state!;
            lock (urgency._gate)
            {
                urgency.Reach(step);
            }

            urgency.Run.HasReached(step);
        }, (this, level));
        source.Cancel();
    }

    private UnitRun Run => run;

    private void Reach(UrgencyLevel level)
    {
        _reached = level > _reached ? level : _reached;
        QueueNext();
    }

    private ref CancellationTokenSource? Source(UrgencyLevel level)
    {
        switch (level)
        {
            case UrgencyLevel.Ending:
                return ref _ending;
            case UrgencyLevel.Stopping:
                return ref _stopping;
            default:
                return ref _aborting;
        }
    }

    private sealed class Told(UnitRun run, UrgencyLevel level) : IThreadPoolWorkItem
    {
        public void Execute() => run.HasReached(level);
    }

    private sealed class Step(Urgency urgency, UrgencyLevel level) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            try
            {
                urgency.Take(level);
            }
            catch (AggregateException exception)
            {
                urgency.Run.TokenCallbacksFailed(exception.InnerExceptions);
            }
        }
    }
}
