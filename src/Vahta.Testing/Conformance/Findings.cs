namespace Vahta.Testing.Conformance;

/// <summary>What was found so far, each problem once.</summary>
internal sealed class Findings
{
    private readonly Dictionary<string, ConformanceFinding> _found = [];
    private int _runs;

    public bool IsEmpty => _found.Count == 0;

    /// <summary>Adds what one run showed.</summary>
    public void Add(string @case, int seed, IEnumerable<string> problems, string timeline)
    {
        _runs++;
        foreach (var problem in problems.Distinct())
        {
            _found[problem] = _found.TryGetValue(problem, out var before)
                ? before with { Cases = before.Cases + 1 }
                : new(problem, @case, seed, 1, timeline);
        }
    }

    public ConformanceReport Report() => new() { Runs = _runs, Findings = [.. _found.Values] };
}
