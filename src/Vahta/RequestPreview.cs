namespace Vahta;

/// <summary>What a request would do, were it made now.</summary>
public sealed record RequestPreview
{
    internal RequestPreview()
    {
    }

    /// <summary>The request.</summary>
    public UnitRequest Request { get; init; }

    /// <summary>The unit or group it is about.</summary>
    public required string Unit { get; init; }

    /// <summary>Why it would be refused, as a sentence with the way out; null where it would be granted.</summary>
    public string? Refusal { get; init; }

    /// <summary>The units that would be stopped, each before what it needs.</summary>
    public IReadOnlyList<string> Stops { get; init; } = [];

    /// <summary>The units that would be started, each after what it needs.</summary>
    public IReadOnlyList<string> Starts { get; init; } = [];

    /// <summary>The preview as a sentence.</summary>
    public override string ToString() => Refusal
        ?? $"{Request} {Unit}: {(Stops.Count > 0 ? $"stops {string.Join(", ", Stops)}" : "stops nothing")}; {(Starts.Count > 0 ? $"starts {string.Join(", ", Starts)}" : "starts nothing")}.";
}
