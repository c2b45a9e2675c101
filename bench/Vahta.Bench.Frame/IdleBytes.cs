namespace Vahta.Bench;

/// <summary>How much of the heap one idle unit keeps, its body's own await included.</summary>
public static class IdleBytes
{
    private const int Units = 100_000;

    // What an application has in its context anyway; without, contexts would cost nothing.
    private static readonly AsyncLocal<string> s_ambient = new();

    public static Experiment Of(string variant, Func<IPopulation> make) => Experiment.Of(variant, () => PerUnitAsync(make).Result);

    private static async Task<double> PerUnitAsync(Func<IPopulation> make)
    {
        s_ambient.Value = "ambient";

        // What the time before has left behind would be gone by the end, and counted as if this one had freed it.
        await Task.Delay(TimeSpan.FromSeconds(0.2));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var population = make();
        population.Add(Units, Shape.Wide, Bodies.ThrowingAsync);
        await population.StartAsync();
        var live = GC.GetTotalMemory(forceFullCollection: true) - before;
        await population.StopAsync();
        return live / (double)Units;
    }
}
