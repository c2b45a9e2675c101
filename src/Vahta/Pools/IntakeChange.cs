namespace Vahta.Pools;

/// <summary>What a step of a pool's queue asks to be done, once its gate is left.</summary>
/// <param name="IsWorkChanged">It holds items, or no longer: it is work, or no longer.</param>
/// <param name="Workers">How many more workers are wanted.</param>
internal readonly record struct IntakeChange(bool IsWorkChanged, int Workers);
