using System.Runtime.InteropServices;
using Vahta.Stopping;
using Vahta.Supervision;
using Vahta.Telemetry;

namespace Vahta.Signals;

/// <summary>
/// What <c>RunAsync</c> takes from the process and gives back: its signals, whose first, second and third press stop, hurry and exit, and the
/// last resort.
/// </summary>
internal sealed class ProcessOwner : ISignalled
{
    private readonly Engine _engine;
    private readonly StopSequence _stop;
    private readonly Reloads _reloads;
    private readonly StateDump _dump;
    private readonly StopRequest _requestStop;
    private readonly Func<bool, RunReport?> _reportAtLast;
    private readonly LastResort _lastResort;
    private readonly Func<bool> _handlesSignals;
    private readonly PressCounter _presses = new();

    private IDisposable? _foreign;

    // The runtime's first thread is Main's; a dispatcher made elsewhere does not know it, and leaves a clean end alone.
    private readonly Thread? _main = Environment.CurrentManagedThreadId == 1 ? Thread.CurrentThread : null;

    public ProcessOwner(Engine engine, StopSequence stop, Func<bool> handlesSignals, StopRequest requestStop, Func<bool, RunReport?> reportAtLast)
    {
        _engine = engine;
        _stop = stop;
        _handlesSignals = handlesSignals;
        _requestStop = requestStop;
        _reportAtLast = reportAtLast;
        _reloads = new(engine);
        _dump = new(engine);
        _lastResort = new(SayLastWords);
    }

    /// <summary>Asks for a stop; before the start it is remembered.</summary>
    public delegate void StopRequest(Turn turn, StopReason reason);

    /// <summary>Takes the process. Before the start, so that no signal finds nobody.</summary>
    public void Take()
    {
        if (_handlesSignals())
        {
            _foreign = _engine.Environment?.Listen(_engine.Dispatcher, Signalled);
            if (_foreign is null)
            {
                SignalHub.Join(this);
            }
        }
    }

    public void GiveBack()
    {
        SignalHub.Leave(this);
        _foreign?.Dispose();
    }

    /// <summary>From the announcement on, the process ends within the budget whatever happens. Only real time can run out.</summary>
    public void Watch(StopBudget budget)
    {
        if (_engine.Clock.IsReal && budget.End != TimeSpan.MaxValue)
        {
            _lastResort.Arm(budget.WatchAt - budget.Announced, budget.Budget, _main, () => LastCode(_reportAtLast(false)));
        }
    }

    /// <summary>Everything went well: the process may take its time from here.</summary>
    public void Unwatch() => _lastResort.Disarm();

    public void Pressed(PosixSignal signal, int press)
    {
        if (press >= 3)
        {
            Force(signal);
            return;
        }

        if (press == 2 && _engine.Clock.IsReal)
        {
            // Only where there is a process to end: a thread of its own has no place in a simulation.
            LastResort.Rehearse(() => _ = _reportAtLast(true)?.ToString());
        }

        using var turn = _engine.Enter();
        if (press == 2 && _engine.IsAnnounced)
        {
            _stop.Hurry(turn, signal);
        }
        else
        {
            _requestStop(turn, new() { Cause = StopCause.Signal, Signal = signal });
        }
    }

    public void HungUp()
    {
        using var turn = _engine.Enter();
        if (!_reloads.TryQueue(turn))
        {
            _requestStop(turn, new() { Cause = StopCause.Signal, Signal = PosixSignal.SIGHUP });
        }
    }

    public void Dump() => _engine.Queue(_dump);

    public void WaitUntilStopped()
    {
        using var stopped = new ManualResetEventSlim();
        _stop.Stopped.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(stopped.Set);
        stopped.Wait();
    }

    // A signal that somebody else received for us.
    private void Signalled(PosixSignal signal)
    {
        switch (signal)
        {
            case PosixSignal.SIGINT or PosixSignal.SIGTERM or PosixSignal.SIGQUIT:
                if (_presses.Press(_engine.Clock.Now))
                {
                    Pressed(signal, _presses.Count);
                }

                break;
            case PosixSignal.SIGHUP:
                HungUp();
                break;
            case var dump when dump == SignalHub.Usr1:
                Dump();
                break;
        }
    }

    private void Force(PosixSignal signal)
    {
        var exitCode = ExitCodes.Forced(NumberOf(signal));
        if (_engine.Environment is not { } environment || !environment.Exit(_engine.Dispatcher, exitCode, Forced(exitCode)))
        {
            _lastResort.Force(exitCode, $"{signal} for the third time: leaving everything behind.");
        }
    }

    private RunReport? Forced(int exitCode) => _reportAtLast(true) is { } report ? report with { ExitCode = exitCode } : null;

    private static int NumberOf(PosixSignal signal) => signal switch
    {
        PosixSignal.SIGHUP => 1,
        PosixSignal.SIGINT => 2,
        PosixSignal.SIGQUIT => 3,
        _ => 15,
    };

    // What still runs when the budget is over has been abandoned, whether its own time was up or not.
    private static int LastCode(RunReport? report) => report is { ExitCode: not 0 } ? report.ExitCode : ExitCodes.LeftBehind;

    private void SayLastWords(string why, int exitCode)
    {
        StandardError.Write($"Vahta: {why}");
        StandardError.Write(Forced(exitCode)?.ToString() ?? "(no report: the dispatcher's lock is held)");
    }
}
