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
        if (engine.State == DispatcherState.Running && handlers.Count > 0)
        {
            var reload = new Reload(handlers.Count, turn.Now);
            engine.Tell(turn, new DispatcherReloading(handlers.Count));
            foreach (var (run, handler) in handlers)
            {
                engine.Queue(new HandlerCall(this, reload, run, handler));
            }
        }

        return handlers.Count > 0;
    }

    private async Task CallAsync(Reload reload, UnitRun run, Func<CancellationToken, Task> handler)
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
            if (reload.IsOver(thrown))
            {
                engine.Tell(turn, new DispatcherReloaded(reload.Failed, turn.Now - reload.Began));
            }
        }

        if (thrown is not null && !engine.HasLog)
        {
            StandardError.Write($"Vahta: unit '{run.Unit.Name}' failed to reload and runs on: {thrown}");
        }
    }

    private void Call(HandlerCall call) => engine.RunInContext(_ => _ = CallAsync(call.Reload, call.Run, call.Handler), this);

    private sealed class HandlerCall(Reloads reloads, Reload reload, UnitRun run, Func<CancellationToken, Task> handler) : IThreadPoolWorkItem
    {
        public Reload Reload => reload;

        public UnitRun Run => run;

        public Func<CancellationToken, Task> Handler => handler;

        public void Execute() => reloads.Call(this);
    }

    /// <summary>The handlers that one signal calls.</summary>
    private sealed class Reload(int handlers, TimeSpan began)
    {
        // under the lock
        private int _left = handlers;

        public TimeSpan Began => began;

        public int Failed { get; private set; }

        /// <summary>A handler has returned, or thrown; true for the last.</summary>
        public bool IsOver(Exception? thrown)
        {
            Failed += thrown is null ? 0 : 1;
            return --_left == 0;
        }
    }
}
