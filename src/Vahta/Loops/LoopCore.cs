using System.Diagnostics.CodeAnalysis;

namespace Vahta.Loops;

/// <summary>The loop itself: what is ready, and one thread at a time that calls it.</summary>
internal sealed class LoopCore : Scheduler
{
    [ThreadStatic]
    private static LoopCore? s_running;

    private readonly IEventLoopDriver? _driver;
    private readonly ILoopListener _told;
    private readonly LoopContext _synchronization;
    private readonly object _gate = new();

    // under the gate
    private CallbackQueue _incoming = new();
    private bool _isWaiting;
    private bool _wasNudged;
    private volatile bool _hasIncoming;
    private volatile bool _isClosed;

    // the running thread's
    private CallbackQueue _ready = new();
    private ExecutionContext? _context;
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

    public bool IsClosed => _isClosed;

    /// <summary>Whether it waits for something to call.</summary>
    public bool IsIdle => Volatile.Read(ref _isWaiting);

    /// <summary>How many calls have begun.</summary>
    public long Calls => Volatile.Read(ref _calls);

    /// <summary>The latest call; torn where it changes meanwhile.</summary>
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
        if (IsRunningHere && !_hasIncoming)
        {
            _ready.Add(callback);
            return;
        }

        lock (_gate)
        {
            if (!_isClosed)
            {
                _incoming.Add(callback);
                _hasIncoming = true;
                if (_isWaiting)
                {
                    Monitor.Pulse(_gate);
                }

                return;
            }
        }

        // What comes back to a loop that is closed goes on elsewhere.
        ThreadPool.UnsafeQueueUserWorkItem(static callback => callback.Invoke(), callback, preferLocal: false);
    }

    /// <summary>Looks again at what is due, unless it is the loop that asks.</summary>
    public void Nudge()
    {
        if (!IsRunningHere)
        {
            lock (_gate)
            {
                _wasNudged = true;
                Monitor.Pulse(_gate);
            }
        }
    }

    /// <summary>Calls what is ready until a task has ended, on the caller's thread.</summary>
    public void Run(Func<Task> main)
    {
        Enter();
        var before = SynchronizationContext.Current;
        try
        {
            SynchronizationContext.SetSynchronizationContext(_synchronization);
            var running = main() ?? throw new InvalidOperationException("The main function returned null instead of a Task. Return Task.CompletedTask, or make it async.");
            running.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(Nudge);
            RunUntil(running);
            Rethrow(running);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
            s_running = null;
            _thread = 0;
        }
    }

    /// <summary>Drops what was never called. What comes from here on goes to the thread pool.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            _incoming.Clear();
            _ready.Clear();
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
        if (_hasIncoming)
        {
            lock (_gate)
            {
                if (_ready.Count == 0)
                {
                    (_incoming, _ready) = (_ready, _incoming);
                }
                else
                {
                    _incoming.MoveTo(_ready);
                }

                _hasIncoming = false;
            }
        }

        if (Time.Count > 0)
        {
            Time.QueueDue(_ready);
        }
    }

    // As many as were ready when it began, so that those who post to themselves keep nobody from the loop; one, where a driver chooses.
    private void Call(Task main)
    {
        try
        {
            for (var calls = _driver is null ? _ready.Count : 1; calls > 0 && !main.IsCompleted; calls--)
            {
                if (_driver is not null)
                {
                    _ready.Promote(_driver.Next(_ready.Count));
                }

                _current = _ready.Take();
                _calls++;
                _current.Invoke();
                Restore();
            }
        }
        catch (Exception exception)
        {
            Restore();
            _told.CallbackFailed(_current, exception);
        }
    }

    // A callback's contexts are its own.
    private void Restore()
    {
        if (_context is not null)
        {
            ExecutionContext.Restore(_context);
        }

        SynchronizationContext.SetSynchronizationContext(_synchronization);
    }

    private void Wait(Task main)
    {
        var next = Time.UntilNext;
        if (next == TimeSpan.Zero || _driver?.Idle(next) == true)
        {
            return;
        }

        lock (_gate)
        {
            if (!_hasIncoming && !_wasNudged && !main.IsCompleted)
            {
                _isWaiting = true;
                Monitor.Wait(_gate, next.TotalMilliseconds < int.MaxValue ? (int)Math.Ceiling(next.TotalMilliseconds) : Timeout.Infinite);
                _isWaiting = false;
            }

            _wasNudged = false;
        }
    }

    private void Enter()
    {
        ObjectDisposedException.ThrowIf(_isClosed, Loop);
        if (s_running is not null)
        {
            throw new InvalidOperationException("An event loop is running on this thread already. Await inside of it instead of running another, or run the other on a thread of its own.");
        }

        if (Interlocked.CompareExchange(ref _thread, Environment.CurrentManagedThreadId, 0) != 0)
        {
            throw new InvalidOperationException("The event loop is running on another thread. Post to it, or run this when that has ended.");
        }

        s_running = this;
        _context = ExecutionContext.Capture();
    }

    [SuppressMessage("ApiDesign", "RS0030", Justification = "The task has ended; this throws its own exception.")]
    private static void Rethrow(Task ended) => ended.GetAwaiter().GetResult();
}
