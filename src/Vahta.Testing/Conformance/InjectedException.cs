namespace Vahta.Testing.Conformance;

/// <summary>What a unit was made to throw.</summary>
internal sealed class InjectedException(string message) : Exception(message);
