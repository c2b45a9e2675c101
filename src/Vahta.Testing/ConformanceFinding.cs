namespace Vahta.Testing;

/// <summary>Something that goes wrong in an application's life, beyond what was made to go wrong.</summary>
/// <param name="Problem">What, as a sentence.</param>
/// <param name="Case">The first case in which it was seen: the fault and the stop.</param>
/// <param name="Seed">The seed under which it was seen there.</param>
/// <param name="Cases">In how many runs it was seen.</param>
/// <param name="Timeline">What happened in the first one.</param>
public sealed record ConformanceFinding(string Problem, string Case, int Seed, int Cases, string Timeline)
{
    /// <summary>The finding without its timeline.</summary>
    public override string ToString() => $"{Problem}\n    seen in {Cases} runs, first: {Case} (seed {Seed})";
}
