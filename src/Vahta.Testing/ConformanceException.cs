namespace Vahta.Testing;

/// <summary>An application's life does not keep what it should; the message lists the findings.</summary>
public sealed class ConformanceException : Exception
{
    internal ConformanceException(string message)
        : base(message)
    {
    }
}
