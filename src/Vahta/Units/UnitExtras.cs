using Vahta.Supervision;

namespace Vahta.Units;

/// <summary>What only some units have: said, failed, awaited. Made with the first of it, so that the others pay for none.</summary>
internal sealed class UnitExtras
{
    private UnitWaiters _waiters;

    public string? Status { get; set; }

    public string? AwaitingAt { get; set; }

    public Unit? Cause { get; set; }

    public UnitErrors Errors { get; } = new();

    public Verdict Verdict { get; set; } = Verdict.None;

    public RestartHistory? History { get; set; }

    public Comeback? Comeback { get; set; }

    public Trial? Trial { get; set; }

    public Unit? RetiredBy { get; set; }

    public Exception? Failure { get; set; }

    public Unit? LostTo { get; set; }

    public TimeSpan? SkippedAt { get; set; }

    public TimeSpan? FirstReady { get; set; }

    public ref UnitWaiters Waiters => ref _waiters;
}
