using System.Globalization;

namespace Vahta.Testing;

/// <summary>A scenario failed. The message names the seed that replays it, and shows the timeline.</summary>
public sealed class SimulationException : Exception
{
    internal SimulationException(int seed, TimeSpan at, string timeline, Exception failure)
        : base(Text(seed, at, timeline, failure), failure)
    {
        Seed = seed;
        At = at;
    }

    /// <summary>The seed under which it failed.</summary>
    public int Seed { get; }

    /// <summary>The virtual time at which it failed.</summary>
    public TimeSpan At { get; }

    // The timeline once is enough.
    private static string Text(int seed, TimeSpan at, string timeline, Exception failure) => string.Create(
        CultureInfo.InvariantCulture,
        $"Seed {seed}, at {at.TotalSeconds:0.###} s: {TraceAssertionException.SentenceOf(failure)}\nTo replay it: Simulation.Run(scenario, seed: {seed})\n\n{timeline}");
}
