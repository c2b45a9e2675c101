using Vahta.Graph;
using Vahta.Hooks;
using Vahta.Reports;
using Vahta.Supervision;
using Vahta.Units;

namespace Vahta;

/// <content>What a host around it needs beside the public surface.</content>
public sealed partial class Dispatcher
{
    /// <summary>Completes when everything has been ready, or when a stop cut the start short. After a <c>RunAsync</c> has been called.</summary>
    internal Task Started => _conductor.Started;

    /// <summary>Whether everything has been ready once, also while it stops.</summary>
    internal bool WasReady
    {
        get
        {
            using var turn = _conductor.Engine.Enter();
            return _conductor.Engine.ReadyAt is not null;
        }
    }

    /// <summary>Whether it stops when no work is left.</summary>
    internal bool EndsWhenDone => _options.EndWhenDone;

    /// <summary>As <see cref="OnStopping(Func{CancellationToken, Task})"/>, of a host's own hook.</summary>
    internal void OnStopping(Func<CancellationToken, Task> hook, bool mayBeMissed) => _conductor.Hooks.Add(HookPoint.OnStopping, new(hook, mayBeMissed));

    /// <summary>As <see cref="OnStopped(Func{CancellationToken, Task})"/>, of a host's own hook.</summary>
    internal void OnStopped(Func<CancellationToken, Task> hook, bool mayBeMissed) => _conductor.Hooks.Add(HookPoint.OnStopped, new(hook, mayBeMissed));

    /// <summary>Why it stops; null before the announcement.</summary>
    internal StopReason? StopReason => _conductor.Stop.Announcement;

    /// <summary>The exit code as things stand, as the program maps it.</summary>
    internal int ExitCodeSoFar
    {
        get
        {
            var report = _conductor.ReportSoFar();
            try
            {
                return _options.ExitCode?.Invoke(report) ?? report.ExitCode;
            }
            catch (Exception)
            {
                // It is told when the report is written.
                return report.ExitCode;
            }
        }
    }

    /// <summary>Every unit, in the order of registration.</summary>
    internal IReadOnlyList<UnitHandle> Handles
    {
        get
        {
            using var turn = _conductor.Engine.Enter();
            return [.. _conductor.Engine.Graph.Units.Select(static unit => unit.Handle!)];
        }
    }

    /// <summary>What a start would refuse; nothing where it has begun.</summary>
    internal IReadOnlyList<string> FindMistakes()
    {
        using var turn = _conductor.Engine.Enter();
        if (_conductor.Engine.State != DispatcherState.Idle)
        {
            return [];
        }

        try
        {
            return _conductor.Engine.Graph.Join();
        }
        finally
        {
            _conductor.Engine.Graph.Undraw();
        }
    }

    /// <summary>As <see cref="Snapshot()"/>, of some units and groups alone.</summary>
    /// <param name="ofWhom">Says of whom, under the lock.</param>
    internal DispatcherSnapshot Snapshot(Func<UnitGraph, IEnumerable<Unit>> ofWhom) =>
        LiveSnapshot.Take(_conductor.Engine, () => _conductor.Stop.Reason, static unit => unit.State is UnitState.Starting or UnitState.Stopping, LateRuns.MostLooks, ofWhom);

    /// <summary>So many more units are about to be added: there is room for them at once.</summary>
    internal void Expect(int more)
    {
        using var turn = _conductor.Engine.Enter();
        _conductor.Engine.Graph.Expect(more);
    }

    /// <summary>Has units keep an order of their own; see <see cref="UnitGraph.Adopt"/>.</summary>
    internal void Adopt(IReadOnlyList<Unit> adopted, EdgeKind? order)
    {
        using var turn = _conductor.Engine.Enter();
        _conductor.Engine.Graph.Adopt(adopted, order);
    }

    /// <summary>Has a group start behind, and stop before, all that is around it; see <see cref="UnitGraph.TryNest"/>.</summary>
    internal bool TryNest(UnitGroup group)
    {
        using var turn = _conductor.Engine.Enter();
        return _conductor.Engine.Graph.TryNest(group.Unit);
    }

    /// <summary>Has work accepted from those who serve until they have stopped; see <see cref="TrySpawn"/>.</summary>
    internal void SpawnForServers() => _spawning.MakeForServers();

    /// <summary>As <see cref="StopAsync(CancellationToken)"/>, of a stop that has been asked for already.</summary>
    internal async Task<RunReport> StoppedAsync(CancellationToken hurry)
    {
        if (State == DispatcherState.Idle || _conductor.IsInside)
        {
            return _conductor.ReportSoFar();
        }

        using (hurry.UnsafeRegister(static dispatcher => ((Dispatcher)dispatcher!)._conductor.Hurry(), this))
        {
            await _conductor.Stop.Stopped;
        }

        return _conductor.Stop.Report!;
    }
}
