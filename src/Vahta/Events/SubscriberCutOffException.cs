namespace Vahta;

/// <summary>A subscriber of a dispatcher's events did not keep up and was cut off, so that it held nobody up. Subscribe again for a fresh snapshot.</summary>
public sealed class SubscriberCutOffException : Exception
{
    internal SubscriberCutOffException(int missed)
        : base($"The subscriber was cut off with {missed} events unread. Read faster, or subscribe again for a fresh snapshot.") =>
        Missed = missed;

    /// <summary>How many events had piled up.</summary>
    public int Missed { get; }
}
