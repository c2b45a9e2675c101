using System.Diagnostics;

namespace Vahta.Bench;

/// <summary>Units that a dispatcher of their own restarts; nobody listens, nothing is logged.</summary>
internal static class RestartedUnits
{
    // Delays, limits and jitter are not what is measured: it runs again at once, and for ever.
    private static readonly RestartPolicy s_atOnce = RestartPolicy.OnFailure with { Delay = TimeSpan.Zero, Jitter = 0, KeepTrying = true };

    public static async Task<double> PerSecondAsync(int units, int restarts)
    {
        var (runs, begin, all) = (0, new TaskCompletionSource(), new TaskCompletionSource());
        await using var dispatcher = new Dispatcher();
        for (var unit = 0; unit < units; unit++)
        {
            dispatcher.AddTask($"unit-{unit}", async stopping =>
            {
                var run = Interlocked.Increment(ref runs);
                if (run == units + restarts)
                {
                    all.SetResult();
                }

                await begin.Task;
                await (run < units + restarts ? Task.CompletedTask : Task.Delay(Timeout.Infinite, stopping));
                await Task.Yield();
                throw new InvalidOperationException();
            }).Restarts(s_atOnce);
        }

        await dispatcher.StartAsync();
        var began = Stopwatch.GetTimestamp();
        begin.SetResult();
        await all.Task;
        return restarts / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
