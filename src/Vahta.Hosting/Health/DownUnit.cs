namespace Vahta.Hosting.Health;

/// <summary>Why a unit is not up, for whoever asks for the health: as data, and as one line.</summary>
/// <param name="State">What it is doing instead.</param>
/// <param name="Since">Since when.</param>
/// <param name="WaitingFor">What it waits for, what that waits for in turn, down to the root cause.</param>
/// <param name="AwaitingAt">Where its code awaits, where it is starting or stopping and that is known.</param>
/// <param name="Why">All that is known of it, in one line.</param>
internal sealed record DownUnit(string State, DateTimeOffset Since, IReadOnlyList<string> WaitingFor, string? AwaitingAt, string Why)
{
    public override string ToString() => Why;
}
