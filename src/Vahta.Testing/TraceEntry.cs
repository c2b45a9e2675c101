using System.Globalization;

namespace Vahta.Testing;

/// <summary>One line of a simulation's timeline.</summary>
/// <param name="At">The virtual time.</param>
/// <param name="Unit">The unit or hook; null where it is the dispatcher's, or the scenario's own.</param>
/// <param name="What">What happened.</param>
public sealed record TraceEntry(TimeSpan At, string? Unit, string What)
{
    /// <summary>The line as text.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.TotalSeconds,12:0.000}  {Unit ?? "·",-20} {What}");
}
