namespace Vahta.Bench;

/// <summary>How much of the heap one idle unit keeps, its body's own await included.</summary>
internal static class IdleBytes
{
    private const int Units = 100_000;

    // What an application has in its context anyway; without, contexts would cost nothing.
    private static readonly AsyncLocal<string> s_ambient = new();

    public static IEnumerable<Variant> Of(Func<Task<double>> perUnit)
    {
        s_ambient.Value = "ambient";
        yield return new("100,000 that await their token", () => perUnit().Result);
    }

    public static async Task<double> OnVahtaAsync()
    {
        await SettleAsync();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await using var dispatcher = new Dispatcher();
        for (var unit = 0; unit < Units; unit++)
        {
            dispatcher.AddTask($"unit-{unit}", WaitAsync);
        }

        await dispatcher.StartAsync();
        return (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Units;
    }

    /// <summary>The floor: tasks in an array, with one token for all.</summary>
    public static async Task<double> BareAsync()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var stopping = new CancellationTokenSource();
        var tasks = new Task[Units];
        for (var unit = 0; unit < Units; unit++)
        {
            tasks[unit] = Task.Run(() => WaitAsync(stopping.Token));
        }

        // All of them have begun once a later one has.
        await Task.Run(() => { });
        var live = GC.GetTotalMemory(forceFullCollection: true) - before;
        await stopping.CancelAsync();
        await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return live / (double)Units;
    }

    // What the time before has left behind would be gone by the end, and counted as if this one had freed it.
    private static Task SettleAsync() => Task.Delay(TimeSpan.FromSeconds(0.2));

    private static Task WaitAsync(CancellationToken stopping) => Task.Delay(Timeout.Infinite, stopping);
}
