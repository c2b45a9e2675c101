using System.Runtime.InteropServices;

namespace Vahta.Testing.Running;

/// <summary>What dispatchers in a simulation find around them, in the place of a process: calls that can go wrong, signals, an end.</summary>
internal sealed class SimulatedProcess(Trace trace, FaultPlan faults) : IDispatcherEnvironment
{
    private readonly List<Dispatcher> _dispatchers = [];
    private readonly Dictionary<Dispatcher, Action<PosixSignal>> _listeners = [];
    private readonly HashSet<Dispatcher> _told = [];
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<Dispatcher> Dispatchers => _dispatchers;

    public Task<int> Exited => _exited.Task;

    public RunReport? LastReport { get; private set; }

    public void Signal(PosixSignal signal)
    {
        trace.Note(null, $"signal {signal}");
        foreach (var dispatcher in _dispatchers.Where(dispatcher => dispatcher.State != DispatcherState.Stopped).ToList())
        {
            if (_listeners.TryGetValue(dispatcher, out var signalled))
            {
                signalled(signal);
            }
            else
            {
                Embed(dispatcher, signal);
            }
        }
    }

    public void Stop()
    {
        trace.Note(null, "stop asked for");
        foreach (var dispatcher in _dispatchers)
        {
            dispatcher.RequestStop("by the simulation");
        }
    }

    /// <summary>A fault planned for a name that nobody has would never be missed.</summary>
    public void RefuseUnknownNames()
    {
        var unknown = faults.Faults
            .Where(fault => !fault.HasStruck && fault.Point != FaultPoint.Hook)
            .Where(fault => !_dispatchers.Exists(dispatcher => dispatcher.TryGetUnit(fault.Name, out _)))
            .Select(fault => $"'{fault.Name}' {fault}")
            .ToList();
        if (unknown.Count > 0)
        {
            throw new InvalidOperationException($"No dispatcher of the scenario has such a unit: {string.Join(", ", unknown)}. Name one that is there.");
        }
    }

    void IDispatcherEnvironment.Created(Dispatcher dispatcher)
    {
        _dispatchers.Add(dispatcher);
        trace.Follow(dispatcher);
    }

    Task IDispatcherEnvironment.CallAsync(UserCall call)
    {
        if (_exited.Task.IsCompleted)
        {
            // There is no process any more that could call.
            return new TaskCompletionSource().Task;
        }

        var traced = trace.Begin(call);
        try
        {
            var running = faults.Apply(call);
            running?.ContinueWith(traced.End, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return running!;
        }
        catch (Exception thrown)
        {
            traced.End(Task.FromException(thrown));
            throw;
        }
    }

    IDisposable IDispatcherEnvironment.Listen(Dispatcher dispatcher, Action<PosixSignal> signalled)
    {
        _listeners[dispatcher] = signalled;
        return new Listening(() => _listeners.Remove(dispatcher));
    }

    bool IDispatcherEnvironment.Exit(Dispatcher dispatcher, int exitCode, RunReport? report)
    {
        trace.Note(null, $"exit with code {exitCode}");
        LastReport = report;
        _exited.TrySetResult(exitCode);
        return true;
    }

    // Under StartAsync the signals are the embedding program's: it stops, and hurries.
    private void Embed(Dispatcher dispatcher, PosixSignal signal)
    {
        if (signal is not (PosixSignal.SIGINT or PosixSignal.SIGTERM or PosixSignal.SIGQUIT))
        {
            return;
        }

        if (_told.Add(dispatcher))
        {
            dispatcher.RequestStop($"by the signal {signal}");
        }
        else
        {
            _ = dispatcher.StopAsync(new CancellationToken(canceled: true));
        }
    }

    private sealed class Listening(Action leave) : IDisposable
    {
        public void Dispose() => leave();
    }
}
