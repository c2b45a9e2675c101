namespace Vahta.Bench;

/// <summary>One value, and the variant of the question it answers.</summary>
public readonly record struct Measured(string Variant, double Value);
