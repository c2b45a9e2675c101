using Vahta.Supervision;

namespace Vahta.Units;

/// <summary>
/// The three tokens of one run, in growing urgency. A step is taken only after the one before it, and each by a work item of its own,
/// so that a callback that hangs at one step cannot hold the next back. Tokens are made when first asked for.
/// </summary>
internal sealed class Urgency(UnitRun run, UrgencyLevel reached = UrgencyLevel.None) : IThreadPoolWorkItem
{
    private static readonly Action<object?> s_reachEnding = static urgency => ((Urgency)urgency!).Arrive(UrgencyLevel.Ending);
    private static readonly Action<object?> s_reachStopping = static urgency => ((Urgency)urgency!).Arrive(UrgencyLevel.Stopping);
    private static readonly Action<object?> s_reachAborting = static urgency => ((Urgency)urgency!).Arrive(UrgencyLevel.Aborting);

    // under its own lock, which is itself: there are as many as runs
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
            lock (this)
            {
                return _asked;
            }
        }
    }

    public UrgencyLevel Reached
    {
        get
        {
            lock (this)
            {
                return _reached;
            }
        }
    }

    /// <summary>Whether what was asked for has not fired yet.</summary>
    public bool IsBehind
    {
        get
        {
            lock (this)
            {
                CatchUp();
                return _asked > _reached;
            }
        }
    }

    public CancellationToken Token(UrgencyLevel level)
    {
        lock (this)
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
        lock (this)
        {
            _asked = level > _asked ? level : _asked;
            CatchUp();
            QueueNext();
        }
    }

    /// <summary>Takes the step that was queued. The next is queued no earlier than this one has been taken, and so there is no doubt which.</summary>
    public void Execute()
    {
        UrgencyLevel level;
        CancellationTokenSource? source;
        bool tells;
        lock (this)
        {
            level = _queued;
            source = Source(level);
            tells = _asked > level || run.Unit.Body.HasTeardown;
            if (source is null)
            {
                Reach(level);
            }
        }

        if (source is null)
        {
            run.HasReached(level);
        }
        else
        {
            Fire(source, level, tells);
            Arrive(level);
        }
    }

    // While a callback hangs it is the token that tells, to whoever asks for more, or wants to know.
    private void CatchUp()
    {
        if (_queued > _reached && Source(_queued) is { IsCancellationRequested: true })
        {
            _reached = _queued;
            run.Engine.Queue(new Told(run, _queued));
        }
    }

    private void QueueNext()
    {
        if (_queued == UrgencyLevel.None && _asked > UrgencyLevel.None && _ending is null)
        {
            // Nobody has asked for the token, and so there is nobody to be called.
            _queued = _reached = UrgencyLevel.Ending;
        }

        if (_queued < _asked && _queued == _reached)
        {
            _queued++;
            run.Engine.Queue(this);
        }
    }

    private void Fire(CancellationTokenSource source, UrgencyLevel level, bool tells)
    {
        if (tells)
        {
            // Somebody waits for just this. The last registered callback runs first, when the token is already cancelled and before any code of the user's.
            source.Token.UnsafeRegister(
                level switch
                {
                    UrgencyLevel.Ending => s_reachEnding,
                    UrgencyLevel.Stopping => s_reachStopping,
                    _ => s_reachAborting,
                },
                this);
        }

        try
        {
            source.Cancel();
        }
        catch (AggregateException exception)
        {
            run.TokenCallbacksFailed(exception.InnerExceptions);
        }
    }

    private void Arrive(UrgencyLevel level)
    {
        lock (this)
        {
            if (_reached >= level)
            {
                return;
            }

            Reach(level);
        }

        run.HasReached(level);
    }

    private void Reach(UrgencyLevel level)
    {
        _reached = level;
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
}
