using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Vahta.Deadlines;
using Vahta.Events;
using Vahta.Graph;
using Vahta.Loops;
using Vahta.Units;

namespace Vahta.Supervision;

/// <summary>What the start, the supervision and the stop of one dispatcher share: its lock, its time, its events, its units.</summary>
internal sealed partial class Engine : IKept
{
    private readonly ILoggerFactory? _loggers;
    private Scheduler _scheduler;
    private ExecutionContext? _context;
    private UnitRun? _startedIn;
    private volatile bool _isAnnounced;

    public Engine(Dispatcher dispatcher, DispatcherOptions options, Action wake)
    {
        _minder = new(this);
        Dispatcher = dispatcher;
        TimeProvider = options.TimeProvider;
        Services = options.Services;
        Environment = options.Environment;
        Events = new(Complete);
        Clock = new(options.TimeProvider, wake);
        Graph = new(() => options.InOrder);
        _scheduler = Scheduler.OfCaller;
        _loggers = options.LoggerFactory;
    }

    public Dispatcher Dispatcher { get; }

    public TimeProvider TimeProvider { get; }

    public IServiceProvider? Services { get; }

    public IDispatcherEnvironment? Environment { get; }

    public DispatcherClock Clock { get; }

    // under the lock
    public UnitGraph Graph { get; }

    public EventStream Events { get; }

    public DispatcherState State { get; set; }

    /// <summary>Whether the stop has been announced: from then on nothing begins. Read without the lock, too.</summary>
    public bool IsAnnounced
    {
        get => _isAnnounced;
        set => _isAnnounced = value;
    }

    /// <summary>Whether the hooks before the start are through, and units are being started.</summary>
    public bool UnitsBegan { get; set; }

    public TimeSpan StartedAt { get; set; }

    public TimeSpan? ReadyAt { get; set; }

    /// <summary>Every failure that counts, in the order told.</summary>
    public List<Exception> Errors { get; } = [];

    public bool AnyUnitFailed { get; set; }

    public bool AnyAbandoned { get; set; }

    /// <summary>How many units are work that keeps a finished application from ending.</summary>
    public int Work { get; set; }

    /// <summary>Told, under the lock, when what counts as work has changed though no state did.</summary>
    public Action<Turn>? WorkChanged { get; set; }

    /// <summary>A pool holds items, or no longer.</summary>
    public void CountItems(Unit unit)
    {
        using var turn = Enter();
        Count(unit, unit.IsWork);
        WorkChanged?.Invoke(turn);
    }

    /// <summary>Counts a unit as work, or no longer.</summary>
    public void Count(Unit unit, bool isWork)
    {
        var counts = isWork && unit.HasJoined;
        Work += (counts ? 1 : 0) - (unit.IsCounted ? 1 : 0);
        unit.IsCounted = counts;
    }

    /// <summary>The start begins: from here time is kept, and calls run under the caller's context, and on the caller's event loop if there is one.</summary>
    public void Begin(Turn turn)
    {
        State = DispatcherState.Starting;
        StartedAt = turn.Now;
        _scheduler = Scheduler.OfCaller;
        _context = ExecutionContext.Capture();
        _startedIn = UnitRun.Current;
        foreach (var unit in Graph.Units)
        {
            Count(unit, unit.IsWork);
        }

        if (Clock.IsReal)
        {
            Keeper.Keep(this);
        }
    }

    /// <summary>Whether a run is one of this dispatcher's, or of a dispatcher that was started inside one of these.</summary>
    public bool IsInside(UnitRun? run)
    {
        while (run is not null && run.Engine != this)
        {
            run = run.Engine._startedIn;
        }

        return run is not null;
    }

    /// <summary>Nothing is due any more.</summary>
    public void End()
    {
        if (Clock.IsReal)
        {
            Keeper.Release(this);
        }

        Clock.Dispose();
    }

    /// <summary>Every call into a unit that does not follow from another, and every completion, is queued here, never made by whoever decides it.</summary>
    public void Queue(IThreadPoolWorkItem item) => _scheduler.Queue(item);

    /// <summary>Whether a thread may make one call after the other: not where somebody else says in what order they are made, nor where nothing parts what they do to their thread.</summary>
    public bool CallsMayFollow => _scheduler.IsPool && Clock.IsReal && Environment is null && _context is not null;

    /// <summary>Lets somebody's await go on, outside the lock: what follows may be user code.</summary>
    public void Complete(TaskCompletionSource? waiter)
    {
        if (waiter is not null)
        {
            Queue(new Completion(waiter));
        }
    }

    public void CompleteAll(List<TaskCompletionSource>? waiters)
    {
        if (waiters is not null)
        {
            foreach (var waiter in waiters)
            {
                Complete(waiter);
            }
        }
    }

    public void Tell(Turn turn, LifecycleEvent happened)
    {
        happened.Elapsed = turn.Now;
        happened.Time = Clock.DateOf(turn.Now);
        Events.Tell(happened, Graph.Count);
    }

    /// <summary>A number drawn from 0 up to 1, for what must not happen everywhere at once.</summary>
    public double Draw()
    {
        try
        {
            return Environment?.Draw() is not { } drawn ? Random.Shared.NextDouble() : drawn is >= 0 and < 1 ? drawn : 0.5;
        }
        catch (Exception)
        {
            // Drawn in the middle of a decision, which must not be left half done for the sake of a little more or less delay.
            return 0.5;
        }
    }

    public bool HasLog => _loggers is not null;

    public ILogger LoggerFor(string name) => _loggers?.CreateLogger(name) ?? NullLogger.Instance;

    public TimeSpan UntilDue => Clock.UntilDue;

    public void Wake()
    {
        try
        {
            Clock.Wake();
        }
        catch (Exception defect)
        {
            // A defect of ours; one dispatcher's must not end the process, nor the time of the others.
            using var turn = Enter();
            Count(defect);
        }
    }

    public void PoolStarved(TimeSpan since)
    {
        using var turn = Enter();
        Tell(turn, new PoolStarved(since));
    }

    public void PoolRecovered(TimeSpan after)
    {
        using var turn = Enter();
        Tell(turn, new PoolRecovered(after));
    }

    /// <summary>Runs a call into the user's code, as every one, under the context in which the dispatcher was started.</summary>
    /// <param name="callback">The call.</param>
    /// <param name="state">What it is given.</param>
    /// <param name="context">One that was made from that.</param>
    public void RunInContext(ContextCallback callback, object state, ExecutionContext? context = null)
    {
        context ??= _context;
        if (context is null)
        {
            callback(state);
        }
        else
        {
            ExecutionContext.Run(context, callback, state);
        }
    }

    private sealed class Completion(TaskCompletionSource waiter) : IThreadPoolWorkItem
    {
        public void Execute() => waiter.TrySetResult();
    }
}
