namespace Vahta.Testing;

/// <summary>What <see cref="LifecycleConformance"/> found.</summary>
public sealed record ConformanceReport
{
    internal ConformanceReport()
    {
    }

    /// <summary>How many runs there were.</summary>
    public int Runs { get; init; }

    /// <summary>What went wrong, each thing once.</summary>
    public IReadOnlyList<ConformanceFinding> Findings { get; init; } = [];

    /// <summary>Throws where anything was found.</summary>
    /// <exception cref="ConformanceException">Something was; the message says what, with the timeline of the first.</exception>
    public void ThrowIfAny()
    {
        if (Findings.Count > 0)
        {
            throw new ConformanceException($"{this}\n\nThe first one's timeline:\n{Findings[0].Timeline}");
        }
    }

    /// <summary>The findings as text.</summary>
    public override string ToString() => Findings.Count == 0
        ? $"{Runs} runs, nothing found."
        : $"{Runs} runs, {Findings.Count} findings:\n{string.Join('\n', Findings.Select((finding, index) => $"{index + 1}. {finding}"))}";
}
