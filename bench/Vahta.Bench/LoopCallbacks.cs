using System.Diagnostics;

namespace Vahta.Bench;

/// <summary>How many callbacks a second one loop calls: posted all at once, one after the other by awaiting, and from another thread.</summary>
internal static class LoopCallbacks
{
    private const int Callbacks = 1_000_000;

    public static IEnumerable<Experiment> Of(Action<Func<Task>> run)
    {
        yield return Experiment.Of("posted up front", () => PerSecond(run, PostAllAsync));
        yield return Experiment.Of("chain of Task.Yield", () => PerSecond(run, YieldAsync));
        yield return Experiment.Of("posted by another thread", () => PerSecond(run, PostFromOutsideAsync));
    }

    public static void OnVahta(Func<Task> main)
    {
        using var loop = new EventLoop();
        loop.Run(main);
    }

    private static double PerSecond(Action<Func<Task>> run, Func<Task> callbacks)
    {
        var took = TimeSpan.Zero;
        run(async () =>
        {
            var began = Stopwatch.GetTimestamp();
            await callbacks();
            took = Stopwatch.GetElapsedTime(began);
        });
        return Callbacks / took.TotalSeconds;
    }

    private static async Task YieldAsync()
    {
        for (var callback = 0; callback < Callbacks; callback++)
        {
            await Task.Yield();
        }
    }

    private static Task PostAllAsync()
    {
        var (loop, all, code) = Counting();
        for (var callback = 0; callback < Callbacks; callback++)
        {
            loop.Post(code, null);
        }

        return all;
    }

    private static Task PostFromOutsideAsync()
    {
        var (loop, all, code) = Counting();
        new Thread(() =>
        {
            for (var callback = 0; callback < Callbacks; callback++)
            {
                loop.Post(code, null);
            }
        }).Start();
        return all;
    }

    private static (SynchronizationContext Loop, Task All, SendOrPostCallback Code) Counting()
    {
        var (called, all) = (0, new TaskCompletionSource());
        return (SynchronizationContext.Current!, all.Task, _ =>
        {
            if (++called == Callbacks)
            {
                all.SetResult();
            }
        });
    }
}
