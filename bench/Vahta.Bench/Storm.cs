using System.Diagnostics;

namespace Vahta.Bench;

/// <summary>What happens when 100,000 graces end at once: how many milliseconds beyond the deadline everything is down, and whether what was told is true.</summary>
internal static class Storm
{
    private const int Late = 100_000;
    private const int InTime = 1_000;
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1);

    /// <summary>All but the thousand that stop in half their grace wait until they are aborted. Wrongly treated is who was late and not told of, or told of and not late, or left behind.</summary>
    public static IEnumerable<Experiment> OnVahta()
    {
        yield return new Experiment(static () =>
        {
            var (took, wrong) = StopAsync(static unit => unit.Aborting).Result;
            return [new("100,000 aborted at one deadline", took - s_grace.TotalMilliseconds), new("of them wrongly treated", wrong)];
        });
        yield return Experiment.Of("the plain stop of the same", static () => StopAsync(static unit => unit.Stopping).Result.Took);
    }

    /// <summary>The floor: raw tasks, each of which waits for a time-out of its own; the plain stop has one token for all.</summary>
    public static IEnumerable<Experiment> Bare()
    {
        yield return new Experiment(static () => [new("100,000 aborted at one deadline", TimeOutsAsync().Result), new("of them wrongly treated", 0)]);
        yield return Experiment.Of("the plain stop of the same", static () => PlainStopAsync().Result);
    }

    private static async Task<(double Took, int Wrong)> StopAsync(Func<UnitContext, CancellationToken> until)
    {
        await using var dispatcher = new Dispatcher();
        for (var index = 0; index < Late; index++)
        {
            dispatcher.AddTask($"late-{index}", (unit, _) => Bodies.QuietAsync(until(unit))).StopWithin(s_grace);
        }

        for (var index = 0; index < InTime; index++)
        {
            dispatcher.AddTask($"in-time-{index}", async stopping =>
            {
                await Bodies.QuietAsync(stopping);
                await Task.Delay(s_grace / 2, CancellationToken.None);
            }).StopWithin(s_grace);
        }

        await dispatcher.StartAsync();
        await using var subscription = dispatcher.Subscribe();
        GC.Collect();
        var began = Stopwatch.GetTimestamp();
        var report = await dispatcher.StopAsync();
        var took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        return (took, await WrongAsync(subscription, report));
    }

    private static async Task<int> WrongAsync(EventSubscription subscription, RunReport report)
    {
        var told = new HashSet<string>();
        await foreach (var happened in subscription)
        {
            if (happened is UnitLate late)
            {
                told.Add(late.Unit!);
            }
        }

        return report.Units.Count(unit => unit.State != UnitState.Stopped || told.Contains(unit.Name) != unit.Name.StartsWith("late-", StringComparison.Ordinal));
    }

    private static async Task<double> TimeOutsAsync()
    {
        var (sources, running) = (new CancellationTokenSource[Late], new Task[Late]);
        for (var index = 0; index < Late; index++)
        {
            sources[index] = new();
            running[index] = Bodies.QuietAsync(sources[index].Token);
        }

        GC.Collect();
        var began = Stopwatch.GetTimestamp();
        Array.ForEach(sources, static source => source.CancelAfter(s_grace));
        await Task.WhenAll(running);
        return (Stopwatch.GetElapsedTime(began) - s_grace).TotalMilliseconds;
    }

    private static async Task<double> PlainStopAsync()
    {
        var population = new BareTasks();
        population.Add(Late, Shape.Wide, Bodies.QuietAsync);
        await population.StartAsync();
        GC.Collect();
        var began = Stopwatch.GetTimestamp();
        await population.StopAsync();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }
}
