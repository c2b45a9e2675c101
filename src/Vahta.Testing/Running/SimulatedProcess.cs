using System.Runtime.InteropServices;
using Vahta.Testing.Tracing;

namespace Vahta.Testing.Running;

/// <summary>What dispatchers in a simulation find around them, in the place of a process: calls that can go wrong, signals, an end.</summary>
internal sealed class SimulatedProcess(Trace trace, FaultPlan faults, int seed) : IDispatcherEnvironment
{
    // Without a seed delays are what they are said to be, neither shorter nor longer.
    private readonly Random? _draws = seed == 0 ? null : new(seed);

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // under the gate
    private readonly List<Dispatcher> _dispatchers = [];
    private readonly Dictionary<Dispatcher, Action<PosixSignal>> _listeners = [];
    private readonly HashSet<Dispatcher> _told = [];

    public IReadOnlyList<Dispatcher> Dispatchers
    {
        get
        {
            lock (_gate)
            {
                return [.. _dispatchers];
            }
        }
    }

    public Task<int> Exited => _exited.Task;

    public RunReport? LastReport { get; private set; }

    public void Signal(PosixSignal signal)
    {
        trace.Note(null, $"signal {signal}");
        foreach (var dispatcher in Dispatchers.Where(dispatcher => dispatcher.State != DispatcherState.Stopped))
        {
            if (ListenerOf(dispatcher) is { } signalled)
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
        foreach (var dispatcher in Dispatchers)
        {
            dispatcher.RequestStop("by the simulation");
        }
    }

    /// <summary>A fault planned for a name that nobody has would never be missed.</summary>
    public void RefuseUnknownNames()
    {
        // A unit that was removed has been there, too.
        var units = trace.Events.Select(happened => happened.Unit)
            .Concat(Dispatchers.SelectMany(dispatcher => dispatcher.Snapshot().Units, (_, unit) => unit.Name))
            .OfType<string>()
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToList();
        var unknown = faults.Faults
            .Where(fault => !fault.HasStruck && fault.Point != FaultPoint.Hook && !units.Contains(fault.Name, StringComparer.OrdinalIgnoreCase))
            .Select(fault => $"'{fault.Name}' {fault}")
            .ToList();
        if (unknown.Count > 0)
        {
            var there = units.Count == 0 ? "There are none" : $"There are {string.Join(", ", units.Select(unit => $"'{unit}'"))}";
            throw new InvalidOperationException($"No dispatcher of the scenario has such a unit: {string.Join(", ", unknown)}. {there}.");
        }
    }

    void IDispatcherEnvironment.Created(Dispatcher dispatcher)
    {
        lock (_gate)
        {
            _dispatchers.Add(dispatcher);
        }

        trace.Follow(dispatcher);
    }

    double IDispatcherEnvironment.Draw()
    {
        lock (_gate)
        {
            return _draws?.NextDouble() ?? 0.5;
        }
    }

    Task IDispatcherEnvironment.CallAsync(UserCall call)
    {
        if (_exited.Task.IsCompleted)
        {
            // There is no process any more that could call.
            return new TaskCompletionSource().Task;
        }

        var traced = TracedCall.Of(call);
        trace.Begin(traced);
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
        lock (_gate)
        {
            _listeners[dispatcher] = signalled;
        }

        return new Listening(() => Forget(dispatcher));
    }

    bool IDispatcherEnvironment.Exit(Dispatcher dispatcher, int exitCode, RunReport? report)
    {
        trace.Note(null, $"exit with code {exitCode}");
        if (!_exited.Task.IsCompleted)
        {
            // Of several dispatchers, the first to hear of it ends the process.
            LastReport = report;
            _exited.TrySetResult(exitCode);
        }

        return true;
    }

    // Under StartAsync the signals are the embedding program's: it stops, and hurries.
    private void Embed(Dispatcher dispatcher, PosixSignal signal)
    {
        if (signal is not (PosixSignal.SIGINT or PosixSignal.SIGTERM or PosixSignal.SIGQUIT))
        {
            return;
        }

        if (IsFirst(dispatcher))
        {
            dispatcher.RequestStop($"by the signal {signal}");
        }
        else
        {
            _ = dispatcher.StopAsync(new CancellationToken(canceled: true));
        }
    }

    private bool IsFirst(Dispatcher dispatcher)
    {
        lock (_gate)
        {
            return _told.Add(dispatcher);
        }
    }

    private Action<PosixSignal>? ListenerOf(Dispatcher dispatcher)
    {
        lock (_gate)
        {
            return _listeners.GetValueOrDefault(dispatcher);
        }
    }

    private void Forget(Dispatcher dispatcher)
    {
        lock (_gate)
        {
            _listeners.Remove(dispatcher);
        }
    }

    private sealed class Listening(Action leave) : IDisposable
    {
        public void Dispose() => leave();
    }
}
