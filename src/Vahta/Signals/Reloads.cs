using Vahta.Supervision;
using Vahta.Telemetry;

namespace Vahta.Signals;

/// <summary>Calls the reload handlers of units, for SIGHUP.</summary>
internal sealed class Reloads(Engine engine)
{
    private readonly UnitMoves _moves = new(engine);

    /// <summary>
    /// Queues the handlers of all ready units; none while the dispatcher starts or stops. False where no unit of the application has one.
    /// </summary>
    public bool TryQueue(Turn turn)
    {
        var handlers = turn.Engine.Graph.Units
            .Where(unit => unit is { State: UnitState.Running, Run: not null })
            .SelectMany(unit => unit.Run!.Reloads.Select(handler => (unit.Run, handler)))
            .ToList();
        if (engine.State == DispatcherState.Running)
        {
            foreach (var (run, handler) in handlers)
            {
                engine.Queue(new Reload(this, run, handler));
            }
        }

        return handlers.Count > 0;
    }

    private async Task CallAsync(UnitRun run, Func<CancellationToken, Task> handler)
    {
        Exception? thrown = null;
        try
        {
            await run.Call(_ => handler(run.Context.Stopping), UserCallKind.Reload);
        }
        catch (Exception exception)
        {
            thrown = exception;
        }

        using (var turn = engine.Enter())
        {
            _moves.Tell(turn, run, new UnitReloaded(thrown));
        }

        if (thrown is not null && !engine.HasLog)
        {
            StandardError.Write($"Vahta: unit '{run.Unit.Name}' failed to reload and runs on: {thrown}");
        }
    }

    private void Call(UnitRun run, Func<CancellationToken, Task> handler) => engine.RunInContext(_ => _ = CallAsync(run, handler), this);

    private sealed class Reload(Reloads reloads, UnitRun run, Func<CancellationToken, Task> handler) : IThreadPoolWorkItem
    {
        public void Execute() => reloads.Call(run, handler);
    }
}
