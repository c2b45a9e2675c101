using System.Diagnostics;

namespace Vahta.Bench;

/// <summary>How many items a second that do nothing are taken, begun and done with.</summary>
internal static class Spawned
{
    private const int Items = 1_000_000;

    /// <summary>The second variant spares those who spawn the waiting for room.</summary>
    public static IEnumerable<Experiment> OnVahta()
    {
        yield return Experiment.Of("room for 10,000, as by default", () => OnVahtaAsync(new()).Result);
        yield return Experiment.Of("room for all", () => OnVahtaAsync(new() { Spawned = new() { Workers = 64, Capacity = Items } }).Result);
    }

    /// <summary>The floor: Task.Run, which has room for all.</summary>
    public static IEnumerable<Experiment> Bare()
    {
        yield return Experiment.Of("room for 10,000, as by default", () => BareAsync().Result);
        yield return Experiment.Of("room for all", () => BareAsync().Result);
    }

    private static async Task<double> OnVahtaAsync(DispatcherOptions options)
    {
        await using var dispatcher = new Dispatcher(options);
        dispatcher.AddTask("spawner", Bodies.QuietAsync);
        await dispatcher.StartAsync();
        var (began, all) = (Stopwatch.GetTimestamp(), new Countdown(Items));
        Func<CancellationToken, Task> item = _ =>
        {
            all.Signal();
            return Task.CompletedTask;
        };

        for (var count = 0; count < Items; count++)
        {
            await dispatcher.SpawnAsync("item", item);
        }

        await all.Done;
        return Items / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task<double> BareAsync()
    {
        var (began, all) = (Stopwatch.GetTimestamp(), new Countdown(Items));
        Action item = all.Signal;
        for (var count = 0; count < Items; count++)
        {
            _ = Task.Run(item);
        }

        await all.Done;
        return Items / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
