namespace Vahta.Bench;

/// <summary>How many times a second what throws after an await is brought back.</summary>
public static class Restarts
{
    private const int Bursts = 20;

    /// <param name="perSecond">Measures so many units that fail so often in all.</param>
    public static IEnumerable<Experiment> Of(Func<int, int, Task<double>> perSecond)
    {
        yield return Experiment.Of("one unit, bursts of 1,000", () => MedianOfBursts(perSecond));
        yield return Experiment.Of("one unit, 50,000 in a row", () => perSecond(1, 50_000).Result);
        yield return Experiment.Of("1,000 units at once, 50,000 in all", () => perSecond(1_000, 50_000).Result);
    }

    private static double MedianOfBursts(Func<int, int, Task<double>> perSecond)
    {
        var rates = new double[Bursts];
        for (var burst = 0; burst < Bursts; burst++)
        {
            rates[burst] = perSecond(1, 1_000).Result;
        }

        Array.Sort(rates);
        return rates[Bursts / 2];
    }
}
