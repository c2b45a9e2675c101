using Vahta.Supervision;

namespace Vahta.Units;

/// <summary>
/// The three tokens of one run, in growing urgency. A step is taken only after the one before it, and each by a work item of its own,
/// so that a callback that hangs at one step cannot hold the next back; where nobody has asked for its token, at once. It is itself the source of the token that nearly
/// all ask for, <see cref="UrgencyLevel.Stopping"/>; the others are made when first asked for.
/// </summary>
internal sealed class Urgency(UnitRun run, UrgencyLevel reached = UrgencyLevel.None) : CancellationTokenSource, IThreadPoolWorkItem
{
    // Stands for a token that nobody had asked for when its step was taken.
    private static readonly CancellationTokenSource s_taken = Cancelled();

    private static readonly Action<object?> s_catchUp = static urgency => ((Urgency)urgency!).CatchUp();

    // from any thread, without a lock: there are as many as runs
    private CancellationTokenSource? _ending;
    private CancellationTokenSource? _stopping;
    private CancellationTokenSource? _aborting;
    private int _steps = new Steps(reached, reached, reached).Packed;

    public UrgencyLevel Asked => Now.Asked;

    public UrgencyLevel Reached => Now.Reached;

    /// <summary>Whether what was asked for has not fired yet.</summary>
    public bool IsBehind
    {
        get
        {
            CatchUp();
            return Now is var steps && steps.Asked > steps.Reached;
        }
    }

    private Steps Now => Steps.Of(Volatile.Read(ref _steps));

    public CancellationToken TokenOf(UrgencyLevel level)
    {
        ref var source = ref Source(level);
        if (Volatile.Read(ref source) is { } known)
        {
            return known.Token;
        }

        if (Reached >= level)
        {
            return s_taken.Token;
        }

        var made = level == UrgencyLevel.Stopping ? this : new CancellationTokenSource();
        return (Interlocked.CompareExchange(ref source, made, null) ?? made).Token;
    }

    /// <summary>
    /// Asks for a step and those before it. Queues them; user code that registered on a token runs there. Those for whose tokens nobody has asked are taken on return, and
    /// <see cref="UnitRun.HasReached"/> is not told of them.
    /// </summary>
    public void Ask(UrgencyLevel level)
    {
        CatchUp();
        Move(level, UrgencyLevel.None, TakeUnheard(level));
        if (Now is var steps && steps.Asked > steps.Queued && steps.Queued > steps.Reached)
        {
            // Who registered last is called first: before anybody of the user's, who may hang.
            TokenOf(steps.Queued).UnsafeRegister(s_catchUp, this);
        }
    }

    /// <summary>Takes the step that was queued. The next is queued no earlier than this one has been taken, and so there is no doubt which.</summary>
    public void Execute()
    {
        var level = Now.Queued;
        if (Interlocked.CompareExchange(ref Source(level), s_taken, null) is { } source)
        {
            Fire(source);
        }

        if (Move(UrgencyLevel.None, level, UrgencyLevel.None))
        {
            run.HasReached(level);
        }
    }

    private void Fire(CancellationTokenSource source)
    {
        if (run.Unit.Body.HasTeardown)
        {
            source.Token.UnsafeRegister(s_catchUp, this);
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

    /// <summary>A step is taken when its token has fired: a callback may hang before whoever fired it can say so.</summary>
    public void CatchUp()
    {
        if (Now is var steps && steps.Queued > steps.Reached && Source(steps.Queued) is { IsCancellationRequested: true } && Move(UrgencyLevel.None, steps.Queued, UrgencyLevel.None))
        {
            run.Engine.Queue(new Told(run, steps.Queued));
        }
    }

    // Where nobody has asked for a token, there is nobody to be called. The last step up to which that is so; none while a step is under way.
    private UrgencyLevel TakeUnheard(UrgencyLevel level)
    {
        var (steps, taken) = (Now, UrgencyLevel.None);
        for (var next = steps.Reached + 1; steps.Queued == steps.Reached && next <= level && (Interlocked.CompareExchange(ref Source(next), s_taken, null) ?? s_taken) == s_taken; next++)
        {
            taken = next;
        }

        return taken;
    }

    /// <summary>More was asked for, or reached: the next step is queued, if it is its turn. Returns whether a step was reached.</summary>
    private bool Move(UrgencyLevel asked, UrgencyLevel reached, UrgencyLevel unheard)
    {
        while (true)
        {
            var packed = Volatile.Read(ref _steps);
            var (before, queues) = (Steps.Of(packed), false);
            var after = before.With(asked, reached, unheard, ref queues);
            if (Interlocked.CompareExchange(ref _steps, after.Packed, packed) == packed)
            {
                if (queues)
                {
                    run.Engine.Queue(this);
                }

                return after.Reached > before.Reached;
            }
        }
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

    private static CancellationTokenSource Cancelled()
    {
        var source = new CancellationTokenSource();
        source.Cancel();
        return source;
    }

    /// <summary>How far the steps have been asked for, queued and taken; in one number, so that they are replaced together.</summary>
    private readonly record struct Steps(UrgencyLevel Asked, UrgencyLevel Queued, UrgencyLevel Reached)
    {
        private const int Bits = 2;
        private const int Mask = (1 << Bits) - 1;

        public int Packed => (int)Asked | ((int)Queued << Bits) | ((int)Reached << (2 * Bits));

        public static Steps Of(int packed) => new((UrgencyLevel)(packed & Mask), (UrgencyLevel)((packed >> Bits) & Mask), (UrgencyLevel)(packed >> (2 * Bits)));

        public Steps With(UrgencyLevel asked, UrgencyLevel reached, UrgencyLevel unheard, ref bool queues)
        {
            asked = asked > Asked ? asked : Asked;
            reached = reached > Reached ? reached : Reached;
            var queued = Queued;
            if (queued == reached && queued < unheard)
            {
                queued = reached = unheard;
            }

            queues = queued < asked && queued == reached;
            return new(asked, queues ? queued + 1 : queued, reached);
        }
    }

    private sealed class Told(UnitRun run, UrgencyLevel level) : IThreadPoolWorkItem
    {
        public void Execute() => run.HasReached(level);
    }
}
