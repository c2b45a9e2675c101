namespace Vahta.Testing.Time;

/// <summary>
/// Waits for what a simulation's code does away from its loop: whatever it queued to the thread pool, until the pool is at rest. What waits for sockets,
/// files, real timers or threads of its own is not seen.
/// </summary>
internal sealed class OutsideWork
{
    // Other tests may keep threads of the pool busy. One that has taken something of ours shows it, or is done with it, as soon as it gets a processor: if none has while we slept and
    // looked again so often, they are theirs. Where there are more of them than were theirs, one may well be ours, and a busy machine may keep it from a processor for long. Otherwise,
    // the less the pool ever rests, the less is to be gained by waiting.
    private const int LooksAtMore = 200;
    private const int MostLooks = 40;
    private const int SpinsBeforeSleep = 50;

    private static readonly AsyncLocal<OutsideWork?> s_current = new(Changed);

    private int _running;
    private PoolLook _theirs;

    // How many threads were taken for theirs at most, since it was last quiet.
    private int _mostTheirs;
    private int _looks = MostLooks;

    /// <summary>The caller's thread waits for a simulation's end, until the result is disposed.</summary>
    public static IDisposable WaitHere() => new Waiter(Thread.CurrentThread.IsThreadPoolThread && s_current.Value is null);

    /// <summary>From here on what the caller's flow does elsewhere is this one's.</summary>
    public void Enter() => s_current.Value = this;

    /// <summary>Returns when nothing of this one's is queued to the pool or runs on it.</summary>
    public void Wait()
    {
        if (IsQuiet(out var look) || BecomesQuiet(out look))
        {
            _mostTheirs = look.Strangers;
        }
    }

    private bool IsQuiet(out PoolLook look)
    {
        look = PoolLook.Take(ref _running, out var isRunning);

        // Of what is queued, some may be ours.
        return !isRunning && look.Queued == 0 && (look.Strangers == 0 || look == _theirs);
    }

    private bool BecomesQuiet(out PoolLook look)
    {
        var (spinner, whileRunning) = (new SpinWait(), new SpinWait());
        Follower? follower = null;
        while (!IsQuiet(out look))
        {
            if (Volatile.Read(ref _running) > 0)
            {
                whileRunning.SpinOnce(SpinsBeforeSleep);
                spinner.Reset();
                follower = null;
            }
            else if (spinner.Count < SpinsBeforeSleep + (look.Strangers > _mostTheirs ? LooksAtMore : _looks))
            {
                spinner.SpinOnce(SpinsBeforeSleep);
            }
            else if (look.Queued > 0 && follower is not { HasRun: true })
            {
                follower ??= Follower.Queue();
                spinner.SpinOnce(SpinsBeforeSleep);
                if (follower.HasRun)
                {
                    // What it came after has just been taken.
                    spinner.Reset();
                }
            }
            else
            {
                _theirs = look;
                _mostTheirs = Math.Max(_mostTheirs, look.Strangers);
                _looks = Math.Max(1, _looks / 2);
                return false;
            }
        }

        _looks = MostLooks;
        return true;
    }

    private static void Changed(AsyncLocalValueChangedArgs<OutsideWork?> change)
    {
        if (!Thread.CurrentThread.IsThreadPoolThread)
        {
            return;
        }

        if (change.PreviousValue is { } left)
        {
            Interlocked.Decrement(ref left._running);
            PoolLook.Forget(hasDone: true);
        }

        if (change.CurrentValue is { } entered)
        {
            Interlocked.Increment(ref entered._running);
            PoolLook.Know();
        }
    }

    /// <summary>Comes after everything that was queued to the pool before it.</summary>
    private sealed class Follower : IThreadPoolWorkItem
    {
        private volatile bool _hasRun;

        public bool HasRun => _hasRun;

        public static Follower Queue()
        {
            var follower = new Follower();
            ThreadPool.UnsafeQueueUserWorkItem(follower, preferLocal: false);
            return follower;
        }

        public void Execute() => _hasRun = true;
    }

    private sealed class Waiter : IDisposable
    {
        private readonly bool _isOfPool;

        public Waiter(bool isOfPool)
        {
            _isOfPool = isOfPool;
            if (isOfPool)
            {
                PoolLook.Know();
            }
        }

        public void Dispose()
        {
            if (_isOfPool)
            {
                PoolLook.Forget(hasDone: false);
            }
        }
    }
}
