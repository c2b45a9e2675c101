using System.Runtime.InteropServices;

namespace Vahta.Testing.Tests.Harness;

/// <summary>Whole scenarios in which a lot happens.</summary>
internal static class Lives
{
    /// <summary>Several units side by side, one of which fails, one hangs and one is told what to do; with hooks, faults and signals.</summary>
    public static async Task BusyAsync(Simulation simulation)
    {
        var dispatcher = new Dispatcher(simulation.Options);
        dispatcher.OnReady(_ => simulation.Delay(0.5)).OnStopping(_ => simulation.Delay(0.5));
        var database = dispatcher.AddLifespan("database", simulation.Holds("database", setup: 1, teardown: 1));
        var cache = dispatcher.AddLifespan("cache", simulation.Holds("cache", setup: 1, teardown: 1));
        for (var index = 0; index < 5; index++)
        {
            dispatcher.AddTask($"poller-{index}", simulation.Serves($"poller {index}")).After(database).After(cache);
            dispatcher.AddJob($"job-{index}", async (unit, stopping) =>
            {
                for (var step = 0; step < 5; step++)
                {
                    await Task.Yield();
                    unit.Status($"step {step}");
                    await simulation.Delay(1, stopping);
                }
            }).After(cache);
        }

        dispatcher.AddTask("shaky", simulation.Serves("shaky")).After(database).IgnoreFailure();
        simulation.Faults
            .Throw("shaky", FaultPoint.Run, new IOException("shaken"))
            .Hang("poller-3", FaultPoint.Stop, run: 2)
            .BeSlow("job-2", FaultPoint.Start, TimeSpan.FromSeconds(2));
        var running = dispatcher.RunAsync();
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(4.5));
        await dispatcher.StopAsync(cache);
        await dispatcher.StartAsync(cache);
        simulation.Signal(PosixSignal.SIGTERM);
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(1));
        simulation.Signal(PosixSignal.SIGTERM);
        await running;
    }
}
