using Microsoft.Extensions.Logging;
using Vahta.Hooks;
using Vahta.Loops;
using Vahta.Reports;
using Vahta.Requests;
using Vahta.Restarting;
using Vahta.Signals;
using Vahta.Starting;
using Vahta.Stopping;
using Vahta.Supervision;
using Vahta.Telemetry;
using Vahta.Units;

namespace Vahta.Conducting;

/// <summary>Puts the parts of a dispatcher together, and passes on to the sequences what the supervisor tells.</summary>
internal sealed partial class Conductor : ISupervised, ILeftover
{
    private readonly Func<RunReport, int>? _exitCode;
    private readonly Action<Turn> _beginUptime;
    private readonly Supervisor _supervisor;
    private readonly Readiness _readiness;
    private readonly Comebacks _comebacks;
    private readonly Consequences _consequences;
    private readonly ReportWriter _reports;

    // under the lock; set at the start
    private StopReason? _remembered;
    private LogListener? _log;
    private TelemetryListener? _telemetry;
    private StartSequence? _start;
    private EventLoop? _loop;

    public Conductor(Dispatcher dispatcher, DispatcherOptions options)
    {
        _exitCode = options.ExitCode;
        Engine = new(dispatcher, options, () => _supervisor!.Wake());
        _supervisor = new(Engine, this);
        _readiness = new(Engine, _supervisor) { Settled = (turn, unit) => _start?.WillNotStart(turn, unit) };
        Engine.WorkChanged = turn => _start?.WorkChanged(turn);
        Hooks = new(Engine);
        Stop = new(Engine, _supervisor, _readiness, Hooks, new(() => options.Budget, WriteReport, FlushAsync, End));
        _beginUptime = turn => BeginUptime(turn, options);
        _comebacks = new(Engine, _readiness, Stop);
        _consequences = new(Engine, _readiness, Stop, _comebacks);
        Engine.MetDefect = (unit, defect) => RequestStop(new() { Cause = StopCause.UnitFailed, Unit = unit.Name, Exception = defect });
        Stop.LandedWhileRunning = _consequences.Landed;
        _readiness.Lost = _consequences.Lost;
        Requests = new(Engine, _readiness, Stop, _comebacks, _consequences);
        Spawning = new(Engine, _readiness, options.Spawned);
        Process = new(Engine, Stop, () => options.HandleSignals, RequestStop, ReportAtLast);
        _reports = new(Engine, Stop);
    }

    public Engine Engine { get; }

    public HookCalls Hooks { get; }

    public StopSequence Stop { get; }

    public UnitRequests Requests { get; }

    public Spawning Spawning { get; }

    public ProcessOwner Process { get; }

    /// <summary>Whether there is no log, or it failed or did not keep up: then failures are written to standard error.</summary>
    public bool IsLogLost { get => field || !Engine.HasLog; private set; }

    /// <summary>Completes when the start has succeeded, or when a stop cut it short.</summary>
    public Task Started => _start!.Started;

    /// <summary>Whether the caller is inside the code of a unit or a hook of this dispatcher, and would wait for itself.</summary>
    public bool IsInside => HookCall.CurrentEngine == Engine || Engine.IsInside(UnitRun.Current);

    /// <summary>The start's first step, for both ways to start. A definition that is refused is thrown, or where the process is owned, reported.</summary>
    public void Begin(bool endWhenDone, bool ownsProcess)
    {
        var logger = LogListener.OfCategory(Engine);
        Audience.Meet();
        using var turn = Engine.Enter();
        if (Engine.State != DispatcherState.Idle)
        {
            throw new InvalidOperationException($"The dispatcher is {Engine.State}, and runs only once. To run again, define it again, in a function.");
        }

        var refused = Refusal();
        if (refused is not null && !ownsProcess)
        {
            throw refused;
        }

        Engine.Begin(turn);
        _loop = EventLoop.Current;
        _loop?.Adopt(this);
        _start = new(Engine, _readiness, Hooks, Stop, endWhenDone);
        Stop.Announced = ownsProcess ? Process.Watch : Stop.Announced;
        Listen(logger);
        Attend(turn);
        Engine.Tell(turn, new DispatcherStarting(Engine.Graph.Count));
        if (refused is not null)
        {
            Engine.Errors.Add(refused);
            Stop.Announce(turn, new() { Cause = StopCause.StartFailed, Exception = refused });
        }
        else if (_remembered is not null)
        {
            Stop.Announce(turn, _remembered);
        }

        _beginUptime(turn);
        Engine.Queue(_start);
    }

    private void BeginUptime(Turn turn, DispatcherOptions options)
    {
        if (options.MaxUptime is { } limit)
        {
            new Uptime(Engine, Stop).Begin(turn, limit, options.MaxUptimeJitter);
        }
    }

    // Draws the graph, or undoes it and says all that is wrong with it.
    private DispatcherConfigurationException? Refusal()
    {
        var mistakes = Engine.Graph.Join();
        if (mistakes.Count > 0)
        {
            Engine.Graph.Undraw();
            return new(mistakes);
        }

        foreach (var unit in Engine.Graph.Units)
        {
            _readiness.Count(unit);
        }

        return null;
    }

    private void Listen(ILogger? logger)
    {
        if (logger is not null)
        {
            _log = new(logger, Engine.Events.Open(), LogFailed);
            Engine.Queue(_log);
        }
    }

    // Metrics and traces that nobody listens to cost nothing. Who listens may himself be set up by a unit: so each that is ready or has ended is a moment to look.
    private void Attend(Turn turn)
    {
        if (_telemetry is null && Audience.IsThere && TelemetrySources.AreHeard)
        {
            _telemetry = new(turn, Engine, TelemetryFailed);
            Engine.Queue(_telemetry);
        }
    }

    /// <summary>Asks for a stop; before the start it is remembered.</summary>
    public void RequestStop(StopReason reason)
    {
        using var turn = Engine.Enter();
        RequestStop(turn, reason);
    }

    private void RequestStop(Turn turn, StopReason reason)
    {
        if (Engine.State == DispatcherState.Idle)
        {
            _remembered ??= reason;
        }
        else if (Engine.State != DispatcherState.Stopped)
        {
            Stop.Announce(turn, reason);
        }
    }

    public void Hurry()
    {
        using var turn = Engine.Enter();
        Stop.Hurry(turn, null);
    }

    string ILeftover.Name => "the dispatcher";

    bool ILeftover.IsBounded => true;

    Task? ILeftover.Work => null;

    Task ILeftover.CancelAsync()
    {
        RequestStop(new() { Cause = StopCause.Requested, Message = "its event loop is closed" });
        return Stop.Stopped;
    }

    void ISupervised.Called()
    {
        try
        {
            Audience.Meet();
        }
        catch (TypeInitializationException thrown)
        {
            TelemetryFailed(thrown.InnerException ?? thrown);
        }
    }

    void ISupervised.BecameReady(Turn turn, Unit unit)
    {
        Attend(turn);
        _start!.BecameReady(turn, unit);
    }

    void ISupervised.Ended(Turn turn, Unit unit)
    {
        Attend(turn);

        // First what it means: that it leaves no work for others is not the reason, where its failure is.
        _consequences.Ended(turn, unit);
        Stop.Ended(turn, unit);
        _start!.Ended(turn, unit);
    }

    void ISupervised.EndedLate(Turn turn, Unit unit)
    {
        if (unit.Wish == UnitWish.Gone)
        {
            _consequences.Forget(turn, unit);
        }

        UnwatchIfQuiet();
    }

    /// <summary>The process is left alone once the dispatcher has stopped and nothing of it runs any more.</summary>
    public void UnwatchWhenQuiet()
    {
        using var turn = Engine.Enter();
        UnwatchIfQuiet();
    }

    private void UnwatchIfQuiet()
    {
        if (Engine.State == DispatcherState.Stopped && Engine.Graph.Units.All(unit => unit.Run is null))
        {
            Process.Unwatch();
        }
    }

    private void End()
    {
        Engine.End();
        _loop?.Release(this);
    }

    private Task FlushAsync() => Task.WhenAll(_log?.Drained ?? Task.CompletedTask, _telemetry?.Drained ?? Task.CompletedTask);

    private void LogFailed(Exception exception)
    {
        IsLogLost = true;
        using (var turn = Engine.Enter())
        {
            Engine.Tell(turn, new LogFailed(exception));
        }

        StandardError.Write($"Vahta: the log failed and gets nothing more: {StandardError.Text(exception)}");
    }

    private void TelemetryFailed(Exception exception)
    {
        using var turn = Engine.Enter();
        Engine.Tell(turn, new TelemetryFailed(exception));
    }
}
