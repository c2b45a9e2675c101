namespace Inbox;

/// <summary>What came of trying to load a file.</summary>
internal abstract record Outcome
{
    private Outcome()
    {
    }

    /// <summary>Its rows are in the table, now and for good.</summary>
    public sealed record Loaded(string Table, long Rows) : Outcome;

    /// <summary>It was loaded before; nothing was added.</summary>
    public sealed record LoadedBefore(string At) : Outcome;

    /// <summary>It cannot be loaded as it is; nothing of it was.</summary>
    public sealed record Rejected(string Reason) : Outcome;

    /// <summary>It changed while it was read; nothing of it was loaded. It will be tried again.</summary>
    public sealed record Changed : Outcome;
}
