using Vahta.Reports;

namespace Vahta;

/// <summary>What a start would do, without starting.</summary>
public sealed record StartPlan
{
    internal StartPlan()
    {
    }

    /// <summary>The units by layer: each starts when those it needs, all in earlier layers, are ready.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Layers { get; init; } = [];

    /// <summary>The chain that takes longest to start if every unit uses all of its <c>StartWithin</c>.</summary>
    public IReadOnlyList<string> CriticalPath { get; init; } = [];

    /// <summary>How long the start takes at worst; <see cref="TimeSpan.MaxValue"/> where a unit's <c>StartWithin</c> is unlimited.</summary>
    public TimeSpan WorstStart { get; init; }

    /// <summary>How long the units' stop takes at worst, were there no budget; <see cref="TimeSpan.MaxValue"/> where a grace is unlimited.</summary>
    public TimeSpan WorstStop { get; init; }

    /// <summary>What is legal but probably not meant, each as a sentence with the way out.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The plan as text: the layers, the worst times, the warnings.</summary>
    public override string ToString() => PlanText.Of(this);
}
