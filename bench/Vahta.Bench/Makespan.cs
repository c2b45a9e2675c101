using System.Diagnostics;

namespace Vahta.Bench;

/// <summary>
/// How long a random graph of jobs takes, as a multiple of its critical path: of the longest chain of jobs, each as long as it really took. What a job takes
/// beyond its 1–20 ms, because timers are late, is no fault of who orders them.
/// </summary>
internal static class Makespan
{
    private const int Jobs = 1_000;
    private const int Longest = 20;
    private const int Graphs = 3;

    public static IEnumerable<Experiment> Of(Func<Shape, Func<int, Task>, Task<(TimeSpan Add, TimeSpan Run)>> run)
    {
        foreach (var graph in Enumerable.Range(1, Graphs))
        {
            yield return new Experiment(() => OverCriticalPathAsync(run, graph).Result).Once();
        }
    }

    /// <summary>Until all have completed: what ends the dispatcher afterwards is no part of it.</summary>
    public static async Task<(TimeSpan Add, TimeSpan Run)> OnVahtaAsync(Shape graph, Func<int, Task> job)
    {
        var began = Stopwatch.GetTimestamp();
        await using var dispatcher = new Dispatcher();
        var units = new UnitHandle[Jobs];
        for (var index = 0; index < Jobs; index++)
        {
            var number = index;
            units[index] = dispatcher.AddJob($"job-{index}", _ => job(number));
            foreach (var need in graph.Needs(index))
            {
                units[index].After(units[need]);
            }
        }

        var add = Stopwatch.GetElapsedTime(began);
        await dispatcher.StartAsync();
        return (add, Stopwatch.GetElapsedTime(began) - add);
    }

    /// <summary>The floor: each job awaits the tasks of those it needs.</summary>
    public static async Task<(TimeSpan Add, TimeSpan Run)> BareAsync(Shape graph, Func<int, Task> job)
    {
        var began = Stopwatch.GetTimestamp();
        var running = new Task[Jobs];
        for (var index = 0; index < Jobs; index++)
        {
            running[index] = AfterAsync(graph.Needs(index).Select(need => running[need]).ToArray(), index);
        }

        await Task.WhenAll(running);
        return (TimeSpan.Zero, Stopwatch.GetElapsedTime(began));

        async Task AfterAsync(Task[] needs, int index)
        {
            await Task.WhenAll(needs);
            await job(index);
        }
    }

    private static async Task<Measured[]> OverCriticalPathAsync(Func<Shape, Func<int, Task>, Task<(TimeSpan Add, TimeSpan Run)>> run, int seed)
    {
        var (graph, random, took) = (Shape.Random(seed), new Random(seed), new TimeSpan[Jobs]);
        var lengths = Enumerable.Range(0, Jobs).Select(_ => random.Next(1, Longest + 1)).ToArray();

        // Whatever is called for the first time is called here.
        await run(graph, static _ => Task.CompletedTask);
        var (add, makespan) = await run(graph, async index =>
        {
            var begun = Stopwatch.GetTimestamp();
            await Task.Delay(lengths[index]);
            took[index] = Stopwatch.GetElapsedTime(begun);
        });
        var critical = CriticalPath(graph, took);
        return [new($"random graph {seed}", makespan / critical), new($"random graph {seed}, adding them included", (add + makespan) / critical)];
    }

    private static TimeSpan CriticalPath(Shape graph, TimeSpan[] took)
    {
        var ends = new TimeSpan[Jobs];
        for (var index = 0; index < Jobs; index++)
        {
            ends[index] = took[index] + graph.Needs(index).Select(need => ends[need]).DefaultIfEmpty().Max();
        }

        return ends.Max();
    }
}
