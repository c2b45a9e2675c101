using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using Vahta.Conducting;
using Vahta.Graph;
using Vahta.Hooks;
using Vahta.Reports;
using Vahta.Requests;
using Vahta.Supervision;
using Vahta.Telemetry;
using Vahta.Units;

namespace Vahta;

/// <summary>
/// Owns an application's units: starts them in the order of their needs, watches them, and stops them in reverse within a budget.
/// One per application; it runs once.
/// </summary>
public sealed partial class Dispatcher : IUnitCollection, IAsyncDisposable
{
    private readonly Conductor _conductor;
    private readonly Spawning _spawning;
    private readonly DispatcherOptions _options;

    /// <summary>A dispatcher with the default options.</summary>
    public Dispatcher()
        : this(new())
    {
    }

    /// <summary>A dispatcher with options of the program's.</summary>
    public Dispatcher(DispatcherOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _conductor = new(this, options);
        _spawning = _conductor.Spawning;
        _options = options;
        options.Environment?.Created(this);
    }

    /// <summary>How far the dispatcher has come.</summary>
    public DispatcherState State => _conductor.Engine.State;

    /// <summary>The clock everything obeys.</summary>
    public TimeProvider TimeProvider => _conductor.Engine.TimeProvider;

    /// <summary>Fires when the stop is announced, for those outside of units; units have <see cref="UnitContext.Ending"/>.</summary>
    public CancellationToken Stopping => _conductor.Stop.Stopping;

    /// <summary>The unit of that name, without regard to case.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public UnitHandle this[string name] => TryGetUnit(name, out var unit)
        ? unit
        : throw new KeyNotFoundException($"There is no unit '{name}'. Add it, or ask for one that is not certain with TryGetUnit.");

    /// <summary>The unit of that name, without regard to case, if there is one.</summary>
    public bool TryGetUnit(string name, [NotNullWhen(true)] out UnitHandle? unit)
    {
        ArgumentNullException.ThrowIfNull(name);
        using var turn = _conductor.Engine.Enter();
        unit = _conductor.Engine.Graph.TryFind(name, out var found) ? found.Handle : null;
        return unit is not null;
    }

    // ---- the whole

    /// <summary>
    /// Owns the process: handles its signals, starts everything, waits for an end, stops everything within the budget, restores what was
    /// there, and returns the report. Never throws for a unit. Where something was left behind or the budget is overrun, it ends the process.
    /// </summary>
    /// <param name="stop">Asks for a stop.</param>
    /// <exception cref="InvalidOperationException">The dispatcher has run before, or the call comes from inside a unit.</exception>
    public Task<RunReport> RunAsync(CancellationToken stop = default) => RunAsync(ownsProcess: true, stop);

    /// <summary>As <see cref="RunAsync(CancellationToken)"/>; for a host that does not own the process, without taking anything from it.</summary>
    internal async Task<RunReport> RunAsync(bool ownsProcess, CancellationToken stop)
    {
        if (UnitRun.Current is { } run && ownsProcess)
        {
            throw new InvalidOperationException($"RunAsync was called inside unit '{run.Unit.Name}'. Only one dispatcher can own the process: call StartAsync there.");
        }

        if (ownsProcess)
        {
            _conductor.Process.Take();
        }

        try
        {
            _conductor.Begin(_options.EndWhenDone, ownsProcess);
            using (stop.UnsafeRegister(static dispatcher => ((Dispatcher)dispatcher!).RequestStop("by its caller's token"), this))
            {
                await _conductor.Stop.Stopped;
            }
        }
        finally
        {
            _conductor.Process.GiveBack();
        }

        var report = _conductor.Stop.Report!;
        _conductor.UnwatchWhenQuiet();

        if (_conductor.IsLogLost)
        {
            StandardError.WriteFailures(report);
        }

        return report;
    }

    /// <summary>
    /// Starts everything, and returns when all is ready. When a unit fails meanwhile, what was started is stopped, and the first cause's own
    /// exception is thrown; when a stop cuts the start short, it returns normally once everything is down.
    /// </summary>
    /// <param name="cancellationToken">Stops the start; then <see cref="OperationCanceledException"/> is thrown once everything is down.</param>
    /// <exception cref="DispatcherConfigurationException">The definition is wrong; nothing was started.</exception>
    /// <exception cref="InvalidOperationException">The dispatcher has been started before.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        _conductor.Begin(endWhenDone: false, ownsProcess: false);
        using (cancellationToken.UnsafeRegister(static dispatcher => ((Dispatcher)dispatcher!).RequestStop("by the start's cancellation"), this))
        {
            await _conductor.Started;
        }

        if (_conductor.Stop.Announcement is { } reason)
        {
            await _conductor.Stop.Stopped;
            if (reason is { Cause: StopCause.StartFailed or StopCause.UnitFailed, Exception: { } cause })
            {
                ExceptionDispatchInfo.Throw(cause);
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>
    /// Stops everything within the budget and returns the report. May be called by anyone, any number of times: there is one stop, and all get
    /// the same report. From inside one of its units, and before the start, it returns as soon as the stop is accepted, with the report as it then
    /// stands.
    /// </summary>
    /// <param name="hurry">Hurries the stop: bodies are aborted, teardowns get a second each.</param>
    public Task<RunReport> StopAsync(CancellationToken hurry = default)
    {
        RequestStop();
        return StoppedAsync(hurry);
    }

    /// <summary>Asks for a stop, and returns at once. Before the start it is remembered: then nothing starts.</summary>
    /// <param name="message">Why, for the report.</param>
    /// <param name="exitCode">The exit code if nothing worse happens; 0 where none is given.</param>
    public void RequestStop(string? message = null, int? exitCode = null) =>
        _conductor.RequestStop(new() { Cause = StopCause.Requested, Message = message, ExitCode = exitCode });

    /// <summary>Stops everything. What was never started will not start any more.</summary>
    public async ValueTask DisposeAsync() => await StopAsync();

    // ---- looking

    /// <summary>What a start would do, without starting.</summary>
    /// <exception cref="DispatcherConfigurationException">The definition is wrong.</exception>
    public StartPlan Plan()
    {
        using var turn = _conductor.Engine.Enter();
        if (_conductor.Engine.State != DispatcherState.Idle)
        {
            return Planner.Of(_conductor.Engine.Graph.Units, _options.Budget);
        }

        try
        {
            var mistakes = _conductor.Engine.Graph.Join();
            return mistakes.Count == 0 ? Planner.Of(_conductor.Engine.Graph.Units, _options.Budget) : throw new DispatcherConfigurationException(mistakes);
        }
        finally
        {
            _conductor.Engine.Graph.Undraw();
        }
    }

    /// <summary>What everything is doing just now.</summary>
    public DispatcherSnapshot Snapshot() => Snapshot(static graph => graph.All);

    /// <summary>
    /// Completes when the dispatcher has answered: its scheduler called, its lock was free, its clock woke it, and its scheduler called again. Before the start and after the
    /// stop, while nobody keeps its time, the lock is enough. One that hangs does not answer: bound the waiting.
    /// </summary>
    /// <param name="cancellationToken">Ends the waiting only.</param>
    /// <exception cref="OperationCanceledException">The waiting was ended.</exception>
    public async Task PingAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var ping = new Ping(_conductor.Engine);
        _conductor.Engine.Queue(ping);
        await Task.WhenAny(ping.Answered, _conductor.Stop.Stopped).WaitAsync(cancellationToken);
    }

    /// <summary>A snapshot, and every event after it without a gap.</summary>
    public EventSubscription Subscribe()
    {
        using var turn = _conductor.Engine.Enter();
        return new(SnapshotWriter.Write(turn, _conductor.Engine, _conductor.Stop.Reason), _conductor.Engine.Events.Open(), reader =>
        {
            using (_conductor.Engine.Enter())
            {
                _conductor.Engine.Events.Leave(reader);
            }
        });
    }

    // ---- hooks

    /// <summary>
    /// Calls a hook before any unit starts, after those registered earlier, without a limit of time. One that throws fails the start: nothing
    /// starts. Its token fires when the stop is announced; 2 s later the hook is left behind.
    /// </summary>
    /// <exception cref="InvalidOperationException">The dispatcher has been started.</exception>
    public Dispatcher OnStarting(Func<CancellationToken, Task> hook) => On(HookPoint.OnStarting, hook);

    /// <summary>
    /// Calls a hook once, when everything is ready, without a limit of time. One that throws is told, and nothing else changes but the exit code.
    /// Its token fires when the stop is announced; 2 s later the hook is left behind.
    /// </summary>
    /// <exception cref="InvalidOperationException">The dispatcher has been started.</exception>
    public Dispatcher OnReady(Func<CancellationToken, Task> hook) => On(HookPoint.OnReady, hook);

    /// <summary>
    /// Calls a hook when the stop is announced, before any unit is stopped; all of them together get at most 2 s, less where the budget is tight. One
    /// that throws or is left behind is told, and nothing else changes but the exit code. Its token never fires.
    /// </summary>
    /// <exception cref="InvalidOperationException">The dispatcher has been started.</exception>
    public Dispatcher OnStopping(Func<CancellationToken, Task> hook) => On(HookPoint.OnStopping, hook);

    /// <summary>
    /// Calls a hook when all units are down; all of them together get a twentieth of the stop budget, at most 1.25 s. One that throws or is left behind
    /// is told, and nothing else changes but the exit code. Its token never fires.
    /// </summary>
    /// <exception cref="InvalidOperationException">The dispatcher has been started.</exception>
    public Dispatcher OnStopped(Func<CancellationToken, Task> hook) => On(HookPoint.OnStopped, hook);

    Unit IUnitCollection.Add(string name, UnitBody body, Group? group)
    {
        var unit = new Unit(name, body, group);
        using var turn = _conductor.Engine.Enter();
        var isIdle = _conductor.Engine.State == DispatcherState.Idle;
        if (!isIdle)
        {
            Admit(unit, group);
        }

        body.Join(unit, _conductor.Engine);
        _conductor.Engine.Graph.Add(unit);
        if (!isIdle)
        {
            _conductor.Engine.Tell(turn, new UnitAdded { Unit = unit.Name });
        }

        return unit;
    }

    // At run time a mistake is refused at once; before, the start tells them all.
    private void Admit(Unit unit, Group? group)
    {
        if (_conductor.Engine.IsAnnounced)
        {
            throw new InvalidOperationException($"Unit '{unit.Name}' cannot be added: the dispatcher is {_conductor.Engine.State}. Add units before the stop.");
        }

        if (_conductor.Engine.Graph.TryFind(unit.Name, out _))
        {
            throw new InvalidOperationException($"Unit '{unit.Name}' cannot be added: the name is taken. Choose another, or remove the unit that has it.");
        }

        if (group is { Node: var node } && (node.Wish == UnitWish.Gone || !_conductor.Engine.Graph.Has(node)))
        {
            throw new InvalidOperationException($"Unit '{unit.Name}' cannot be added: group '{node.Name}' was removed. Add the group again, and the unit to that.");
        }
    }

    private Dispatcher On(HookPoint point, Func<CancellationToken, Task> hook)
    {
        ArgumentNullException.ThrowIfNull(hook);
        _conductor.Hooks.Add(point, new(hook));
        return this;
    }
}
