using System.Diagnostics;

namespace Vahta.Bench;

/// <summary>How many milliseconds a population takes to be added, started and stopped.</summary>
public static class Lives
{
    private const int Many = 1_000_000;

    public static IEnumerable<Experiment> Of(Func<IPopulation> make, Shape shape, params int[] counts) =>
        from count in counts
        from experiment in new[] { Throwing(make, shape, count), Quiet(make, shape, count) }
        select count < Many ? experiment : experiment.Once();

    /// <summary>Of those whose stop throws nowhere.</summary>
    public static IEnumerable<Experiment> WithoutThrowing(Func<IPopulation> make, Shape shape, params int[] counts) =>
        from count in counts
        select new Experiment(() => [.. Starts(Live(make(), count, shape, Bodies.QuietAsync), count, "not throwing")]);

    private static Experiment Throwing(Func<IPopulation> make, Shape shape, int count) =>
        new(() => [.. Starts(Live(make(), count, shape, Bodies.ThrowingAsync), count, "throwing")]);

    private static Experiment Quiet(Func<IPopulation> make, Shape shape, int count) =>
        Experiment.Of($"stop of {count:N0}, not throwing", () => Live(make(), count, shape, Bodies.QuietAsync).Stop);

    private static IEnumerable<Measured> Starts((double Add, double Start, double Stop) took, int count, string end)
    {
        yield return new($"start of {count:N0}", took.Start);
        yield return new($"start of {count:N0}, adding them included", took.Add + took.Start);
        yield return new($"stop of {count:N0}, {end}", took.Stop);
    }

    private static (double Add, double Start, double Stop) Live(IPopulation population, int count, Shape shape, Func<CancellationToken, Task> body) => (
        Milliseconds(() => population.Add(count, shape, body)),
        Milliseconds(() => population.StartAsync().Wait()),
        Milliseconds(() => population.StopAsync().Wait()));

    // What was left behind before is not collected at the expense of what is measured now.
    private static double Milliseconds(Action act)
    {
        GC.Collect();
        var began = Stopwatch.GetTimestamp();
        act();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }
}
