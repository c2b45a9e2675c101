namespace Vahta.Bench;

/// <summary>One way to put a question, and what measures it once.</summary>
internal sealed record Variant(string Name, Func<double> Measure);
