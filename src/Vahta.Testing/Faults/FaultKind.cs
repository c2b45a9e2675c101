namespace Vahta.Testing.Faults;

/// <summary>What a fault does.</summary>
internal enum FaultKind
{
    Throws,
    Hangs,
    CancelsItself,
    SwallowsCancellation,
    IsSlow,
}
