using System.Diagnostics;

namespace Vahta.Bench;

/// <summary>How many times a second what throws after an await is brought back.</summary>
internal static class Restarts
{
    private const int Bursts = 20;

    // Delays, limits and jitter are not what is measured: it runs again at once, and for ever.
    private static readonly RestartPolicy s_atOnce = RestartPolicy.OnFailure with { Delay = TimeSpan.Zero, Jitter = 0, KeepTrying = true };

    public static IEnumerable<Variant> Of(Func<int, int, Task<double>> perSecond)
    {
        yield return new("one unit, bursts of 1,000", () => MedianOfBursts(perSecond));
        yield return new("one unit, 50,000 in a row", () => perSecond(1, 50_000).Result);
        yield return new("1,000 units at once, 50,000 in all", () => perSecond(1_000, 50_000).Result);
    }

    /// <summary>A dispatcher of its own each time; nobody listens, nothing is logged.</summary>
    public static async Task<double> OnVahtaAsync(int units, int restarts)
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

    /// <summary>The floor: nobody supervises, a loop catches what it throws itself. One throw a time.</summary>
    public static Task<double> BareAsync(int units, int restarts) => LoopsAsync(units, restarts, CatchOwnAsync);

    /// <summary>The supervisor that one writes by hand: a loop that awaits what fails, and catches it. As a supervisor's, its child's failure crosses a task.</summary>
    public static Task<double> ByHandAsync(int units, int restarts) => LoopsAsync(units, restarts, CatchAChildsAsync);

    private static async Task<double> LoopsAsync(int units, int restarts, Func<int, Task> loop)
    {
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, units).Select(_ => Task.Run(() => loop(restarts / units))));
        return restarts / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task CatchOwnAsync(int times)
    {
        for (var time = 0; time < times; time++)
        {
            try
            {
                await Task.Yield();
                throw new InvalidOperationException();
            }
            catch (InvalidOperationException)
            {
                // Once more.
            }
        }
    }

    private static async Task CatchAChildsAsync(int times)
    {
        for (var time = 0; time < times; time++)
        {
            try
            {
                await FailAsync();
            }
            catch (InvalidOperationException)
            {
                // Once more.
            }
        }
    }

    private static async Task FailAsync()
    {
        await Task.Yield();
        throw new InvalidOperationException();
    }

    private static double MedianOfBursts(Func<int, int, Task<double>> perSecond)
    {
        var rates = new double[Bursts];
        for (var burst = 0; burst < Bursts; burst++)
        {
            rates[burst] = perSecond(1, 1_000).Result;
        }

        Array.Sort(rates);
        return rates[Bursts / 2];
    }
}
