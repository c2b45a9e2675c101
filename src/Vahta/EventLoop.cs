using System.Diagnostics.CodeAnalysis;
using Vahta.Loops;
using Vahta.Telemetry;

namespace Vahta;

/// <summary>
/// A single-threaded event loop: what awaits on it comes back to it, so that nothing on it runs at the same time as anything else on it.
/// <list type="bullet">
/// <item>It runs while <see cref="Run(Func{Task})"/> does, on the caller's thread, as often as wanted; between runs everything on it stands still.</item>
/// <item>A dispatcher started on it runs all its units on it.</item>
/// <item>What is posted is called in the order in which it was posted.</item>
/// </list>
/// </summary>
public sealed class EventLoop : IDisposable
{
    private readonly LoopCore _core;
    private readonly BlockWatch? _watch;
    private readonly Leftovers _leftovers;

    /// <summary>A loop with the default options.</summary>
    public EventLoop()
        : this(new())
    {
    }

    /// <summary>A loop with options of the program's.</summary>
    public EventLoop(EventLoopOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var voice = new LoopVoice(options.LoggerFactory, options.UnhandledException);
        _core = new(this, options.TimeProvider, options.Driver, voice);
        _leftovers = new(_core, options.CloseWithin, voice);
        var isWatched = options.TimeProvider == TimeProvider.System && options.BlockedAfter != Timeout.InfiniteTimeSpan;
        _watch = isWatched ? new(_core, options.BlockedAfter, voice) : null;
    }

    /// <summary>The loop that runs on the caller's thread; null where none does.</summary>
    public static EventLoop? Current => LoopCore.Running?.Loop;

    /// <summary>A clock whose timers call back on the loop: delays that wait by it never leave the loop's thread.</summary>
    public TimeProvider TimeProvider => _core.Time;

    /// <summary>Runs tasks on the loop: <c>Task.Factory.StartNew(…, loop.TaskScheduler)</c>.</summary>
    public TaskScheduler TaskScheduler => _core.TaskScheduler;

    /// <summary>Brings what awaits back to the loop. It is the current one for everything that runs on the loop.</summary>
    public SynchronizationContext SynchronizationContext => _core.Synchronization;

    /// <summary>The callback that is being called, by name; null where the loop waits or does not run. For diagnosis, from any thread.</summary>
    public string? Calling => _core is { IsRunning: true, IsIdle: false } ? CallbackName.Of(_core.Current) : null;

    /// <summary>How many timers are set.</summary>
    public int Timers => _core.Time.Count;

    // ---- running

    /// <summary>Runs the loop on the caller's thread until an async function has ended. What is left over waits for the next run.</summary>
    /// <exception cref="InvalidOperationException">A loop is running on this thread, or this loop on another.</exception>
    /// <exception cref="ObjectDisposedException">The loop is closed.</exception>
    /// <exception cref="Exception">The function failed: its own exception.</exception>
    [SuppressMessage("ApiDesign", "RS0030", Justification = "The task has ended; this throws its own exception.")]
    public void Run(Func<Task> main) => RunToEnd(main).GetAwaiter().GetResult();

    /// <summary>Runs the loop on the caller's thread until an async function has ended, and returns what that returned.</summary>
    /// <exception cref="InvalidOperationException">A loop is running on this thread, or this loop on another.</exception>
    /// <exception cref="ObjectDisposedException">The loop is closed.</exception>
    /// <exception cref="Exception">The function failed: its own exception.</exception>
    [SuppressMessage("ApiDesign", "RS0030", Justification = "The task has ended; this throws its own exception.")]
    public T Run<T>(Func<Task<T>> main) => ((Task<T>)RunToEnd(main)).GetAwaiter().GetResult();

    /// <summary>Calls an action on the loop, soon, after what was posted before. From any thread.</summary>
    /// <exception cref="ObjectDisposedException">The loop is closed.</exception>
    public void Post(Action callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        _core.RefuseWhenClosed();
        _core.Post(callback);
    }

    /// <summary>
    /// Begins work on the loop, soon; asyncio's <c>create_task</c>. It is cancelled when the loop is closed. What it throws is in the task alone, and told by the
    /// loop only where it comes of the cancellation: await the task.
    /// </summary>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="work">The work; its token fires when the leftovers are cancelled.</param>
    /// <exception cref="ObjectDisposedException">The loop is closed.</exception>
    public Task Start(string name, Func<CancellationToken, Task> work)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(work);
        _core.RefuseWhenClosed();
        return _leftovers.Start(name, work);
    }

    /// <summary>
    /// A stream whose enumerators are closed with the loop, or by <see cref="CloseStreamsAsync"/>, if they were left open: enumerate the result
    /// instead of the stream.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The loop is closed.</exception>
    public IAsyncEnumerable<T> OwnStream<T>(IAsyncEnumerable<T> stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _core.RefuseWhenClosed();
        return _leftovers.Own(stream);
    }

    // ---- closing

    /// <summary>
    /// Stops the dispatchers that still run on the loop, within their budgets; then cancels what <see cref="Start"/> began, and waits until it has
    /// ended. Work that does not end within <see cref="EventLoopOptions.CloseWithin"/> is left behind, by name. What it throws is told, not thrown.
    /// </summary>
    public Task CancelLeftoversAsync() => _leftovers.CancelAsync();

    /// <summary>
    /// Closes the streams that were left open, the latest first; asyncio's <c>shutdown_asyncgens</c>. One that does not close within
    /// <see cref="EventLoopOptions.CloseWithin"/> is left behind, by name. What they throw is told, not thrown.
    /// </summary>
    public Task CloseStreamsAsync() => _leftovers.CloseStreamsAsync();

    /// <summary>
    /// Calls what was posted before, cancels the leftovers, closes the streams left open, and closes the loop: nothing more is called on it, and using it
    /// is an error. What still awaits something goes on on the thread pool, but for what waits by the loop's own clock. Closing twice does nothing.
    /// </summary>
    /// <exception cref="InvalidOperationException">The loop is running, or another on this thread.</exception>
    public void Close()
    {
        if (_core.IsClosed)
        {
            return;
        }

        if (_core.IsRunning)
        {
            throw new InvalidOperationException("The event loop is running. Close it when its run has ended.");
        }

        try
        {
            Run(async () =>
            {
                await CancelLeftoversAsync();
                await CloseStreamsAsync();

                // Whoever waited for these, or was posted before, has his turn.
                await Task.Yield();
            });
        }
        finally
        {
            // Whatever the program's own handler or driver threw meanwhile.
            _core.Close();
            _leftovers.CancelRest();
        }
    }

    /// <inheritdoc cref="Close"/>
    public void Dispose() => Close();

    internal void Adopt(ILeftover leftover) => _leftovers.Add(leftover);

    internal void Release(ILeftover leftover) => _leftovers.Remove(leftover);

    /// <summary>
    /// Waits on the caller's thread, for whoever cannot await, for work that may need this loop: inside a call on the loop its other calls go on meanwhile, and a loop that nobody runs is run here.
    /// </summary>
    [SuppressMessage("ApiDesign", "RS0030", Justification = "This is where the wait is: the loop is run meanwhile, or another thread runs it.")]
    internal void WaitFor(Func<Task> work)
    {
        if (_core.IsRunningHere)
        {
            Task? waited = null;
            _core.RunWithin(() => waited = work());
            waited!.GetAwaiter().GetResult();
        }
        else if (_core is { IsRunning: false, IsClosed: false } && Current is null)
        {
            Run(work);
        }
        else
        {
            Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap().GetAwaiter().GetResult();
        }
    }

    private Task RunToEnd(Func<Task> main)
    {
        ArgumentNullException.ThrowIfNull(main);
        using (_watch?.Begin())
        {
            return _core.Run(main);
        }
    }
}
