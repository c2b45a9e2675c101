namespace Vahta.ProcessTests.Programs;

/// <summary>What the scenarios are made of.</summary>
internal static class Stage
{
    public static void Say(string line) => Console.WriteLine(line);

    /// <summary>A dispatcher that says when it is ready.</summary>
    public static Dispatcher Dispatcher(DispatcherOptions? options = null) => new Dispatcher(options ?? new()).OnReady(_ =>
    {
        Say("ready");
        return Task.CompletedTask;
    });

    /// <summary>Runs to the end, and says the report and that the program is still there.</summary>
    public static async Task<int> RunAsync(Dispatcher dispatcher)
    {
        var report = await dispatcher.RunAsync();
        Say(report.ToString());
        Say("after the run");
        return report.ExitCode;
    }

    /// <summary>A lifespan that says when it is up and when it is down.</summary>
    public static async IAsyncEnumerable<string> Hold(UnitContext unit)
    {
        Say($"{unit.Name} up");
        await Task.Yield();
        yield return unit.Name;
        Say($"{unit.Name} down");
    }

    /// <summary>A task that says when it is up, and when it was told to stop.</summary>
    public static async Task Serve(UnitContext unit, CancellationToken stopping)
    {
        Say($"{unit.Name} up");
        await Forever(stopping);
        Say($"{unit.Name} down");
    }

    /// <summary>Waits for a token, without throwing.</summary>
    public static async Task Forever(CancellationToken until) =>
        await Task.Delay(Timeout.Infinite, until).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
