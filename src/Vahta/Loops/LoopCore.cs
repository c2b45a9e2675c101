namespace Vahta.Loops;

/// <summary>The loop itself: what is ready, and one thread at a time that calls it.</summary>
internal sealed class LoopCore : Scheduler
{
    [ThreadStatic]
    private static LoopCore? s_running;

    private readonly IEventLoopDriver? _driver;
    private readonly ILoopListener _told;
    private readonly LoopContext _synchronization;
    private readonly Mailbox _mail = new();

    // What callbacks start from, whoever runs the loop: so what is posted in it needs no other.
    private readonly ExecutionContext? _context = ExecutionContext.Capture();

    // the running thread's
    private CallbackQueue _ready = new();
    private int _thread;

    // the running thread's, read by the watch
    private Callback _current;
    private long _calls;

    public LoopCore(EventLoop loop, TimeProvider clock, IEventLoopDriver? driver, ILoopListener told)
    {
        Loop = loop;
        _driver = driver;
        _told = told;
        _synchronization = new(this);
        Time = new(clock, this);
        TaskScheduler = new(this);
    }

    /// <summary>The loop that runs on the caller's thread; null where none does.</summary>
    public static LoopCore? Running => s_running;

    public EventLoop Loop { get; }

    public LoopTime Time { get; }

    public LoopContext Synchronization => _synchronization;

    public LoopTaskScheduler TaskScheduler { get; }

    public bool IsRunning => Volatile.Read(ref _thread) != 0;

    public bool IsRunningHere => _thread == Environment.CurrentManagedThreadId;

    public bool IsClosed => _mail.IsClosed;

    /// <summary>Whether it calls nothing: it waits, or does not run.</summary>
    public bool IsIdle => !IsRunning || _mail.IsWaitedAt;

    /// <summary>How many calls have begun.</summary>
    public long Calls => Volatile.Read(ref _calls);

    /// <summary>The call under way; torn where it changes meanwhile.</summary>
    public Callback Current => _current;

    public override void Queue(IThreadPoolWorkItem item) => Post(Callback.Of(item));

    /// <summary>Calls an action of the program's, in the context the caller is in.</summary>
    public void Post(Action action)
    {
        var context = ExecutionContext.Capture();
        Post(context is null || context == _context ? Callback.Of(action) : Callback.Of(action, context));
    }

    public void Post(Callback callback)
    {
        if (IsRunningHere && !_mail.HasMail)
        {
            _ready.Add(callback);
        }
        else if (!_mail.TryPost(callback))
        {
            if (!callback.IsAwaited)
            {
                RefuseWhenClosed();
            }

            CallElsewhere(callback);
        }
    }

    /// <summary>Looks again at what is due, unless it is the loop that asks.</summary>
    public void Nudge()
    {
        if (!IsRunningHere)
        {
            _mail.Nudge();
        }
    }

    /// <summary>Calls what is ready until a task has ended, on the caller's thread, and returns that task.</summary>
    public Task Run(Func<Task> main)
    {
        Enter();
        var (context, synchronization) = (ExecutionContext.Capture(), SynchronizationContext.Current);
        try
        {
            SynchronizationContext.SetSynchronizationContext(_synchronization);
            Note(Callback.OfMain(main));
            var running = main() ?? throw new InvalidOperationException("The main function returned null instead of a Task. Return Task.CompletedTask, or make it async.");
            Restore();
            running.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(Nudge);
            RunUntil(running);
            return running;
        }
        finally
        {
            Leave();
            SynchronizationContext.SetSynchronizationContext(synchronization);
            Restore(context);
        }
    }

    /// <summary>From inside a call on the loop: calls what is ready until a task has ended, as <see cref="Run"/> does, and then the call goes on.</summary>
    public void RunWithin(Func<Task> main)
    {
        var (context, current) = (ExecutionContext.Capture(), _current);
        try
        {
            var running = main();
            running.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(Nudge);
            RunUntil(running);
        }
        finally
        {
            _current = current;
            Restore(context);
        }
    }

    /// <summary>Calls nothing more. What others wait for goes on on the thread pool, now and from here on; the rest is dropped.</summary>
    public void Close()
    {
        Enter();
        _mail.Close();
        _mail.Collect(ref _ready);
        Time.Close();
        Leave();
        while (_ready.Count > 0)
        {
            var callback = _ready.Take();
            if (callback.IsAwaited)
            {
                CallElsewhere(callback);
            }
        }
    }

    public void RefuseWhenClosed()
    {
        if (IsClosed)
        {
            throw new ObjectDisposedException(nameof(EventLoop), "The event loop is closed. Make a new one, or close this one later.");
        }
    }

    private void RunUntil(Task main)
    {
        while (!main.IsCompleted)
        {
            _driver?.Settle();
            Collect();
            if (_ready.Count > 0)
            {
                Call(main);
            }
            else
            {
                Wait(main);
            }
        }
    }

    private void Collect()
    {
        if (_mail.HasMail)
        {
            _mail.Collect(ref _ready);
        }

        if (Time.IsAnySet)
        {
            Time.QueueDue(_ready);
        }
    }

    // As many as were ready when it began, so that those who post to themselves keep nobody from the loop; one, where a driver chooses. A call that runs the loop within itself leaves fewer.
    private void Call(Task main)
    {
        for (var calls = _driver is null ? _ready.Count : 1; calls > 0 && _ready.Count > 0 && !main.IsCompleted; calls--)
        {
            if (_driver is not null)
            {
                Choose(_driver);
            }

            var callback = _ready.Take();
            Note(callback);
            try
            {
                callback.Invoke();
                Restore();
            }
            catch (Exception exception)
            {
                Restore();
                _told.CallbackFailed(callback, exception);
            }
        }
    }

    private void Choose(IEventLoopDriver driver)
    {
        var index = driver.Next(_ready.Count);
        if (index < 0 || index >= _ready.Count)
        {
            throw new InvalidOperationException($"The event loop's driver chose callback {index} where {_ready.Count} are ready. Choose from 0 to {_ready.Count - 1}.");
        }

        _ready.Promote(index);
    }

    private void Note(Callback callback)
    {
        _current = callback;
        _calls++;
    }

    // A callback's contexts are its own.
    private void Restore()
    {
        Restore(_context);
        if (SynchronizationContext.Current != _synchronization)
        {
            SynchronizationContext.SetSynchronizationContext(_synchronization);
        }
    }

    private static void Restore(ExecutionContext? context)
    {
        if (context is not null)
        {
            ExecutionContext.Restore(context);
        }
    }

    private void Wait(Task main)
    {
        _current = default;
        var next = Time.UntilNext;
        if (next == TimeSpan.Zero || _driver?.Idle(next) == true)
        {
            return;
        }

        _mail.Wait(Time.Alarm(next), main);
    }

    private void CallElsewhere(Callback callback) => ThreadPool.UnsafeQueueUserWorkItem(static call => call.Loop.CallHere(call.Callback), (Loop: this, Callback: callback), preferLocal: false);

    private void CallHere(Callback callback)
    {
        try
        {
            callback.Invoke();
        }
        catch (Exception exception)
        {
            _told.FailedAfterClose(callback, exception);
        }
    }

    private void Enter()
    {
        if (s_running is not null)
        {
            throw new InvalidOperationException("An event loop is running on this thread already. Await inside of it instead of running another, or run the other on a thread of its own.");
        }

        if (Interlocked.CompareExchange(ref _thread, Environment.CurrentManagedThreadId, 0) != 0)
        {
            throw new InvalidOperationException("The event loop is running on another thread. Post to it, or run this when that has ended.");
        }

        s_running = this;
        if (IsClosed)
        {
            Leave();
            RefuseWhenClosed();
        }
    }

    private void Leave()
    {
        _current = default;
        s_running = null;
        Volatile.Write(ref _thread, 0);
    }
}
