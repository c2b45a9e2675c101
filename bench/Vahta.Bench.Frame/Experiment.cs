using System.Diagnostics;

namespace Vahta.Bench;

/// <summary>What measures one or more variants of a question together, once each time it is called.</summary>
public sealed record Experiment(Func<Measured[]> Measure)
{
    /// <summary>For so long it is called before anything counts: until the compiler has done what it does to code that is called often, and of much code that takes a second or more. Default 2 s, once at least.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>For so long it is called then, once at least; each variant's median counts. Default 0.5 s.</summary>
    public TimeSpan Sampling { get; init; } = TimeSpan.FromSeconds(0.5);

    public static Experiment Of(string variant, Func<double> measure) => new(() => [new(variant, measure())]);

    /// <summary>As it is when it happens for the first time, or takes so long that once is enough.</summary>
    public Experiment Once() => this with { WarmUp = TimeSpan.Zero, Sampling = TimeSpan.Zero };

    public IEnumerable<Measured> Run()
    {
        if (WarmUp > TimeSpan.Zero)
        {
            _ = Repeat(WarmUp).Count();
        }

        return Repeat(Sampling).SelectMany(static values => values).GroupBy(static one => one.Variant, Median);
    }

    private static Measured Median(string variant, IEnumerable<Measured> measured)
    {
        var values = measured.Select(static one => one.Value).Order().ToArray();
        return new(variant, values[values.Length / 2]);
    }

    private IEnumerable<Measured[]> Repeat(TimeSpan time)
    {
        var began = Stopwatch.GetTimestamp();
        do
        {
            yield return Measure();
        }
        while (Stopwatch.GetElapsedTime(began) < time);
    }
}
