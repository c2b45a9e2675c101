using System.Diagnostics;

namespace Vahta.Bench;

/// <summary>What runs again without a supervisor.</summary>
internal static class RestartLoops
{
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
}
