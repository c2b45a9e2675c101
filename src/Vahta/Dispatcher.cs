using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using Vahta.Diagnosis;
using Vahta.Graph;
using Vahta.Hooks;
using Vahta.Reports;
using Vahta.Requests;
using Vahta.Signals;
using Vahta.Starting;
using Vahta.Stopping;
using Vahta.Supervision;
using Vahta.Telemetry;
using Vahta.Units;

namespace Vahta;

/// <summary>
/// Owns an application's units: starts them in the order of their needs, watches them, and stops them in reverse within a budget.
/// One per application; it runs once.
/// </summary>
public sealed class Dispatcher : IUnitCollection, ISupervised, IAsyncDisposable
{
    private readonly Engine _engine;
    private readonly Supervisor _supervisor;
    private readonly Readiness _readiness;
    private readonly HookCalls _hooks;
    private readonly StopSequence _stop;
    private readonly ReportWriter _reports;
    private readonly ProcessOwner _process;
    private readonly DispatcherOptions _options;
    private readonly UnitRequests _requests;

    // under the lock; set at the start
    private StopReason? _remembered;
    private StartSequence? _start;
    private LogListener? _log;

    /// <summary>A dispatcher with the default options.</summary>
    public Dispatcher()
        : this(new())
    {
    }

    /// <summary>A dispatcher with options of the program's.</summary>
    public Dispatcher(DispatcherOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _engine = new(this, options, () => _supervisor!.Wake());
        _supervisor = new(_engine, this);
        _readiness = new(_engine, _supervisor) { Settled = (turn, unit) => _start?.Settle(turn, unit) };
        _hooks = new(_engine);
        _stop = new(_engine, _supervisor, _readiness, _hooks, new(options.Budget, WriteReport, FlushAsync, Restore));
        _reports = new(_engine, _stop);
        _requests = new(_engine, _readiness, _stop);
        _process = new(_engine, _stop, options.HandleSignals, ReportAtLast);
    }

    /// <summary>How far the dispatcher has come.</summary>
    public DispatcherState State => _engine.State;

    /// <summary>Fires when the stop is announced, for those outside of units; units have <see cref="UnitContext.Ending"/>.</summary>
    public CancellationToken Stopping => _stop.Stopping;

    /// <summary>The unit of that name, without regard to case.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public UnitHandle this[string name] => TryGetUnit(name, out var unit)
        ? unit
        : throw new KeyNotFoundException($"There is no unit '{name}'.");

    /// <summary>The unit of that name, without regard to case, if there is one.</summary>
    public bool TryGetUnit(string name, [NotNullWhen(true)] out UnitHandle? unit)
    {
        using var turn = _engine.Enter();
        unit = _engine.Graph.TryFind(name, out var found) ? found.Handle : null;
        return unit is not null;
    }

    // ---- the whole

    /// <summary>
    /// Owns the process: handles its signals, starts everything, waits for an end, stops everything within the budget, restores what was
    /// there, and returns the report. Never throws for a unit. Where something was left behind or the budget is overrun, it ends the process.
    /// </summary>
    /// <param name="stop">Asks for a stop.</param>
    /// <exception cref="InvalidOperationException">The dispatcher has run before, or the call comes from inside a unit.</exception>
    public async Task<RunReport> RunAsync(CancellationToken stop = default)
    {
        if (UnitRun.Current is { } run)
        {
            throw new InvalidOperationException($"RunAsync was called inside unit '{run.Unit.Name}'. Only one dispatcher can own the process: call StartAsync there.");
        }

        _process.Take();
        try
        {
            Begin(_options.EndWhenDone, ownsProcess: true);
            using (stop.UnsafeRegister(static dispatcher => ((Dispatcher)dispatcher!).RequestStop("by its caller's token"), this))
            {
                await _stop.Stopped;
            }
        }
        finally
        {
            _process.GiveBack();
        }

        var report = _stop.Report!;
        if (!_engine.AnyAbandoned)
        {
            _process.Unwatch();
        }

        if (!_engine.HasLog && report.Errors.Count > 0)
        {
            StandardError.Write(string.Join('\n', report.Errors.Select(error => $"Vahta: {error}")));
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
        Begin(endWhenDone: false, ownsProcess: false);
        using (cancellationToken.UnsafeRegister(static dispatcher => ((Dispatcher)dispatcher!).RequestStop("by the start's cancellation"), this))
        {
            await _start!.Started;
        }

        if (_stop.Announcement is { } reason)
        {
            await _stop.Stopped;
            cancellationToken.ThrowIfCancellationRequested();
            if (reason is { Cause: StopCause.StartFailed or StopCause.UnitFailed, Exception: { } cause })
            {
                ExceptionDispatchInfo.Throw(cause);
            }
        }
    }

    /// <summary>
    /// Stops everything within the budget and returns the report. May be called by anyone, any number of times: there is one stop, and all get
    /// the same report. From inside one of its units it returns as soon as the stop is accepted, with the report as it then stands.
    /// </summary>
    /// <param name="hurry">Hurries the stop: bodies are aborted, teardowns get a second each.</param>
    public async Task<RunReport> StopAsync(CancellationToken hurry = default)
    {
        RequestStop();
        if (State == DispatcherState.Idle || IsInside())
        {
            return WriteReport();
        }

        using (hurry.UnsafeRegister(static dispatcher => ((Dispatcher)dispatcher!).Hurry(), this))
        {
            await _stop.Stopped;
        }

        return _stop.Report!;
    }

    /// <summary>Asks for a stop, and returns at once. Before the start it is remembered: then nothing starts.</summary>
    /// <param name="message">Why, for the report.</param>
    /// <param name="exitCode">The exit code if nothing worse happens; 0 where none is given.</param>
    public void RequestStop(string? message = null, int? exitCode = null)
    {
        var reason = new StopReason { Cause = StopCause.Requested, Message = message, ExitCode = exitCode };
        using var turn = _engine.Enter();
        if (_engine.State == DispatcherState.Idle)
        {
            _remembered ??= reason;
        }
        else if (_engine.State != DispatcherState.Stopped)
        {
            _stop.Announce(turn, reason);
        }
    }

    /// <summary>Stops everything, if it was started, and forgets it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (State != DispatcherState.Idle)
        {
            await StopAsync();
        }
    }

    // ---- single units, while it runs

    /// <summary>
    /// Starts a unit that was added, stopped, or has ended, and returns when it is ready. Units that went down with it come back by themselves.
    /// </summary>
    /// <exception cref="InvalidOperationException">The dispatcher is not running, or a unit it needs was stopped by request or has failed; nothing was called.</exception>
    /// <exception cref="DispatcherConfigurationException">What was said of the unit is wrong.</exception>
    public async Task StartAsync(UnitHandle unit, CancellationToken cancellationToken = default)
    {
        var own = Own(unit);
        await _requests.Start(own).WaitAsync(cancellationToken);
        _requests.ThrowIfDown(own);
    }

    /// <summary>
    /// Stops a unit, and first all that need it, and returns when it is down; those that went down with it wait for it to come back. From inside one
    /// of these units it returns as soon as it is accepted. A stop by request outranks every automatic start.
    /// </summary>
    /// <param name="unit">The unit.</param>
    /// <param name="cancellationToken">Ends the waiting only.</param>
    public Task StopAsync(UnitHandle unit, CancellationToken cancellationToken = default) =>
        _requests.Stop(Own(unit), UnitWish.Down).WaitAsync(cancellationToken);

    /// <summary>Stops a unit and forgets it; its name is free again.</summary>
    /// <exception cref="InvalidOperationException">Other units need it; remove them first. Nothing was called.</exception>
    public async Task RemoveAsync(UnitHandle unit, CancellationToken cancellationToken = default)
    {
        var gone = Own(unit);
        await _requests.Stop(gone, UnitWish.Gone).WaitAsync(cancellationToken);
        _requests.Remove(gone);
    }

    // ---- looking

    /// <summary>What a start would do, without starting.</summary>
    /// <exception cref="DispatcherConfigurationException">The definition is wrong.</exception>
    public StartPlan Plan()
    {
        using var turn = _engine.Enter();
        if (_engine.State != DispatcherState.Idle)
        {
            return Planner.Of(_engine.Graph.Units, _options.Budget);
        }

        try
        {
            var mistakes = _engine.Graph.Join();
            return mistakes.Count == 0 ? Planner.Of(_engine.Graph.Units, _options.Budget) : throw new DispatcherConfigurationException(mistakes);
        }
        finally
        {
            _engine.Graph.Undraw();
        }
    }

    /// <summary>What everything is doing just now.</summary>
    public DispatcherSnapshot Snapshot()
    {
        using var turn = _engine.Enter();
        return SnapshotWriter.Write(turn, _engine, _stop.Reason);
    }

    /// <summary>A snapshot, and every event after it without a gap.</summary>
    public EventSubscription Subscribe()
    {
        using var turn = _engine.Enter();
        return new(SnapshotWriter.Write(turn, _engine, _stop.Reason), _engine.Events.Open(), reader =>
        {
            using (_engine.Enter())
            {
                _engine.Events.Leave(reader);
            }
        });
    }

    // ---- hooks

    /// <summary>
    /// Calls a hook before any unit starts, after those registered earlier. One that throws fails the start: nothing starts.
    /// </summary>
    /// <exception cref="InvalidOperationException">The dispatcher has been started.</exception>
    public Dispatcher OnStarting(Func<CancellationToken, Task> hook) => On(HookPoint.OnStarting, hook);

    /// <summary>Calls a hook once, when everything is ready. One that throws is told, and nothing else changes but the exit code.</summary>
    /// <inheritdoc cref="OnStarting"/>
    public Dispatcher OnReady(Func<CancellationToken, Task> hook) => On(HookPoint.OnReady, hook);

    /// <summary>
    /// Calls a hook when the stop is announced, before any unit is stopped; all of them together get at most 2 s. One that throws is told, and
    /// nothing else changes but the exit code.
    /// </summary>
    /// <inheritdoc cref="OnStarting"/>
    public Dispatcher OnStopping(Func<CancellationToken, Task> hook) => On(HookPoint.OnStopping, hook);

    /// <summary>Calls a hook when all units are down. One that throws is told, and nothing else changes but the exit code.</summary>
    /// <inheritdoc cref="OnStarting"/>
    public Dispatcher OnStopped(Func<CancellationToken, Task> hook) => On(HookPoint.OnStopped, hook);

    Unit IUnitCollection.Add(string name, UnitBody body)
    {
        var unit = new Unit(name, body);
        using var turn = _engine.Enter();
        if (_engine.IsAnnounced)
        {
            throw new InvalidOperationException($"Unit '{name}' cannot be added: the dispatcher is {_engine.State}. Add units before the stop.");
        }

        var isIdle = _engine.State == DispatcherState.Idle;
        if (!isIdle && _engine.Graph.TryFind(name, out _))
        {
            throw new InvalidOperationException($"Unit '{name}' cannot be added: the name is taken. Choose another, or remove the unit that has it.");
        }

        _engine.Graph.Add(unit);
        if (!isIdle)
        {
            _engine.Tell(turn, new UnitAdded { Unit = name });
        }

        return unit;
    }

    void ISupervised.BecameReady(Turn turn, Unit unit) => _start!.BecameReady(turn, unit);

    void ISupervised.Ended(Turn turn, Unit unit)
    {
        _stop.Ended(turn, unit);
        _start!.Ended(turn, unit);
    }

    /// <summary>The only lifespan of a type, for units written as classes.</summary>
    internal UnitHandle? FindLifespan(Type type)
    {
        using var turn = _engine.Enter();
        var found = _engine.Graph.Units.Where(unit => unit.Handle?.GetType() == type).Take(2).ToList();
        return found.Count == 1 ? found[0].Handle : null;
    }

    /// <summary>The start's first step, for both ways to start. A definition that is refused is thrown, or where the process is owned, reported.</summary>
    private void Begin(bool endWhenDone, bool ownsProcess)
    {
        using var turn = _engine.Enter();
        if (_engine.State != DispatcherState.Idle)
        {
            throw new InvalidOperationException($"The dispatcher is {_engine.State}, and runs only once. To run again, define it again, in a function.");
        }

        var mistakes = _engine.Graph.Join();
        if (mistakes.Count > 0)
        {
            _engine.Graph.Undraw();
        }

        var refused = mistakes.Count > 0 ? new DispatcherConfigurationException(mistakes) : null;
        if (refused is not null && !ownsProcess)
        {
            throw refused;
        }

        _engine.Begin(turn);
        _start = new(_engine, _readiness, _hooks, _stop, endWhenDone);
        _stop.Announced = ownsProcess ? _process.Watch : _stop.Announced;
        if (_engine.HasLog)
        {
            _log = new(_engine.LoggerFor(LogListener.Category), _engine.Events.Open(), LogFailed);
            _engine.Queue(_log);
        }

        _engine.Tell(turn, new DispatcherStarting(_engine.Graph.Count));
        if (refused is not null)
        {
            _engine.Errors.Add(refused);
            _stop.Announce(turn, new() { Cause = StopCause.StartFailed, Exception = refused });
        }
        else if (_remembered is not null)
        {
            _stop.Announce(turn, _remembered);
        }

        _engine.Queue(_start);
    }

    private Dispatcher On(HookPoint point, Func<CancellationToken, Task> hook)
    {
        ArgumentNullException.ThrowIfNull(hook);
        _hooks.Add(point, hook);
        return this;
    }

    private Unit Own(UnitHandle unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        using var turn = _engine.Enter();
        return _engine.Graph.TryFind(unit.Name, out var known) && known == unit.Unit
            ? known
            : throw new ArgumentException($"Unit '{unit.Name}' belongs to another dispatcher or was removed.", nameof(unit));
    }

    private bool IsInside() => UnitRun.Current?.Context.Dispatcher == this || HookCall.CurrentEngine == _engine;

    private void Hurry()
    {
        using var turn = _engine.Enter();
        _stop.Hurry(turn, null);
    }

    private RunReport WriteReport()
    {
        RunReport report;
        using (var turn = _engine.Enter())
        {
            report = _reports.Write(turn);
        }

        try
        {
            return _options.ExitCode is { } map ? report with { ExitCode = map(report) } : report;
        }
        catch (Exception exception)
        {
            _hooks.Tell("DispatcherOptions.ExitCode", [exception]);
            return report with { Errors = [.. report.Errors, exception] };
        }
    }

    // For the last resort: waits for nobody, and calls nothing of the program's.
    private RunReport? ReportAtLast()
    {
        if (!_engine.TryEnter(TimeSpan.FromMilliseconds(50), out var turn))
        {
            return null;
        }

        RunReport report;
        List<Task?> tasks;
        using (turn)
        {
            report = _reports.Write(turn);
            tasks = [.. _engine.Graph.Units.Select(unit => unit.IsLive ? unit.Run?.Task : null)];
        }

        return report with { Units = [.. report.Units.Select((unit, index) => tasks[index] is { } task ? unit with { AwaitingAt = AwaitTrace.Find(task)?.ToString() } : unit)] };
    }

    private Task FlushAsync() => _log?.Drained ?? Task.CompletedTask;

    private void LogFailed(Exception exception)
    {
        using (var turn = _engine.Enter())
        {
            _engine.Tell(turn, new LogFailed(exception));
        }

        StandardError.Write($"Vahta: the log failed and gets nothing more: {exception}");
    }

    private void Restore() => _engine.End();
}
