using System.Diagnostics;
using System.Threading.Channels;

namespace Vahta.Bench;

/// <summary>How many events a second are told while 100,000 units start and stop, four of each, to none, one and ten who listen.</summary>
internal static class Subscribed
{
    private const int Count = 100_000;
    private const int Events = 4 * Count;

    public static IEnumerable<Experiment> Of(Func<int, Task<(double Lived, double Read)>> lives)
    {
        foreach (var subscribers in new[] { 0, 1, 10 })
        {
            var name = subscribers == 1 ? "1 subscriber" : $"{subscribers} subscribers";
            yield return new Experiment(() => [.. PerSecond(name, lives(subscribers).Result)]);
        }
    }

    public static async Task<(double Lived, double Read)> OnVahtaAsync(int subscribers)
    {
        await using var dispatcher = new Dispatcher();
        for (var index = 0; index < Count; index++)
        {
            dispatcher.AddTask($"unit-{index}", Bodies.QuietAsync);
        }

        var reading = Enumerable.Range(0, subscribers).Select(_ => dispatcher.Subscribe()).Select(subscription => Task.Run(() => ReadAsync(subscription))).ToArray();
        GC.Collect();
        var began = Stopwatch.GetTimestamp();
        await dispatcher.StartAsync();
        await dispatcher.StopAsync();
        return await TakenAsync(began, reading);
    }

    /// <summary>The floor: raw tasks that write four small records into an unbounded channel of each subscriber's.</summary>
    public static async Task<(double Lived, double Read)> BareAsync(int subscribers)
    {
        var channels = Enumerable.Range(0, subscribers).Select(static _ => Channel.CreateUnbounded<Told>(new() { SingleReader = true })).ToArray();
        var reading = channels.Select(static channel => Task.Run(() => ReadAsync(channel.Reader.ReadAllAsync()))).ToArray();
        var population = new BareTasks();
        population.Add(Count, Shape.Wide, async stopping =>
        {
            Tell(channels, "starting");
            Tell(channels, "ready");
            await Bodies.QuietAsync(stopping);
            Tell(channels, "stopping");
            Tell(channels, "stopped");
        });
        GC.Collect();
        var began = Stopwatch.GetTimestamp();
        await population.StartAsync();
        await population.StopAsync();
        Array.ForEach(channels, static channel => channel.Writer.Complete());
        return await TakenAsync(began, reading);
    }

    private static IEnumerable<Measured> PerSecond(string name, (double Lived, double Read) took)
    {
        yield return new($"{name}, until all are down", Events / took.Lived);
        yield return new($"{name}, until all is read", Events / took.Read);
    }

    private static async Task<(double Lived, double Read)> TakenAsync(long began, Task<int>[] reading)
    {
        var lived = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var read = await Task.WhenAll(reading);
        return read.All(static count => count >= Events)
            ? (lived, Stopwatch.GetElapsedTime(began).TotalSeconds)
            : throw new InvalidOperationException($"Somebody has read only {read.Min():N0} of {Events:N0} events.");
    }

    private static async Task<int> ReadAsync<T>(IAsyncEnumerable<T> events)
    {
        var count = 0;
        await foreach (var _ in events)
        {
            count++;
        }

        return count;
    }

    private static void Tell(Channel<Told>[] channels, string what)
    {
        if (channels.Length == 0)
        {
            return;
        }

        var told = new Told(what, Stopwatch.GetTimestamp());
        foreach (var channel in channels)
        {
            channel.Writer.TryWrite(told);
        }
    }

    private sealed record Told(string What, long Time);
}
