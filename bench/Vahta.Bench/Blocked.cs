using System.Diagnostics;

namespace Vahta.Bench;

/// <summary>How many milliseconds pass until a thousand good bodies have begun, when 24 that block their thread for four seconds were added before them.</summary>
internal static class Blocked
{
    private const int Blocking = 24;
    private const int Good = 1_000;

    /// <summary>Measured once, and what still blocks is left to the process's end.</summary>
    public static IEnumerable<Experiment> Of(Func<IEnumerable<Func<Task>>, Task> start)
    {
        yield return Experiment.Of("24 that block for 4 s, then 1,000 good ones", () => UntilGoodBegan(start)).Once();
    }

    public static Task OnVahta(IEnumerable<Func<Task>> bodies)
    {
        var dispatcher = new Dispatcher();
        foreach (var (index, body) in bodies.Index())
        {
            dispatcher.AddTask($"unit-{index}", _ => body());
        }

        return dispatcher.StartAsync();
    }

    /// <summary>The floor: Task.Run.</summary>
    public static Task Bare(IEnumerable<Func<Task>> bodies) => Task.WhenAll(bodies.Select(Task.Run));

    private static double UntilGoodBegan(Func<IEnumerable<Func<Task>>, Task> start)
    {
        var good = new Countdown(Good);
        var blocking = Enumerable.Repeat(Block, Blocking);
        var began = Stopwatch.GetTimestamp();
        start([.. blocking, .. Enumerable.Repeat(Begin, Good)]);
        good.Done.Wait();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;

        Task Begin()
        {
            good.Signal();
            return Task.Delay(Timeout.Infinite);
        }
    }

    private static Task Block()
    {
        Thread.Sleep(TimeSpan.FromSeconds(4));
        return Task.CompletedTask;
    }
}
