using Vahta.Supervision;

namespace Vahta.Units;

/// <content>What only some units have, under the dispatcher's lock.</content>
internal sealed partial class Unit
{
    private UnitExtras Extras => _extras ??= new();

    public string? Status
    {
        get => _extras?.Status;
        set => (value is null ? _extras : Extras)?.Status = value;
    }

    public string? AwaitingAt
    {
        get => _extras?.AwaitingAt;
        set => (value is null ? _extras : Extras)?.AwaitingAt = value;
    }

    public Unit? Cause
    {
        get => _extras?.Cause;
        set => (value is null ? _extras : Extras)?.Cause = value;
    }

    /// <summary>What it threw, the latest of it.</summary>
    public IReadOnlyList<Exception> Errors => _extras?.Errors.Latest ?? [];

    /// <summary>What was decided when its latest run ended.</summary>
    public Verdict Verdict
    {
        get => _extras?.Verdict ?? Verdict.None;
        set => (ReferenceEquals(value, Verdict.None) ? _extras : Extras)?.Verdict = value;
    }

    /// <summary>Made at its first restart.</summary>
    public RestartHistory? History
    {
        get => _extras?.History;
        set => (value is null ? _extras : Extras)?.History = value;
    }

    /// <summary>With whom, and when, it comes back; null where nothing is awaited but its needs. What comes back starts no earlier.</summary>
    public Comeback? Comeback
    {
        get => _extras?.Comeback;
        set => (value is null ? _extras : Extras)?.Comeback = value;
    }

    /// <summary>Ready, but not yet for those bound to it; null where it is for all.</summary>
    public Trial? Trial
    {
        get => _extras?.Trial;
        set => (value is null ? _extras : Extras)?.Trial = value;
    }

    /// <summary>Who is the reason that supervision wants it down for good, until it is asked to start; null where it does not.</summary>
    public Unit? RetiredBy
    {
        get => _extras?.RetiredBy;
        set => (value is null ? _extras : Extras)?.RetiredBy = value;
    }

    /// <summary>What its latest failed run threw first.</summary>
    public Exception? Failure
    {
        get => _extras?.Failure;
        set => (value is null ? _extras : Extras)?.Failure = value;
    }

    /// <summary>The unit at the root of this one's being lost to those that need it: itself, or behind what it needs; null while it may come.</summary>
    public Unit? LostTo
    {
        get => _extras?.LostTo;
        set => (value is null ? _extras : Extras)?.LostTo = value;
    }

    public TimeSpan? SkippedAt
    {
        get => _extras?.SkippedAt;
        set => (value is null ? _extras : Extras)?.SkippedAt = value;
    }

    /// <summary>When its first run was ready: the start's part in it.</summary>
    public TimeSpan? FirstReady => _extras?.FirstReady ?? _times.Ready;

    /// <summary>A run begins; from here on, its times count.</summary>
    public void Begin(TimeSpan now)
    {
        if (FirstReady is { } first)
        {
            Extras.FirstReady = first;
        }

        _times.Begin(now);
    }

    /// <summary>Keeps what it threw.</summary>
    public void Fail(IReadOnlyList<Exception> exceptions)
    {
        if (exceptions.Count > 0)
        {
            Extras.Errors.Add(exceptions);
            Failure = exceptions[0];
        }
    }

    /// <summary>Completes when it is ready, or will not be.</summary>
    public Task WaitUp() => Extras.Waiters.Up();

    /// <summary>Completes when it is down.</summary>
    public Task WaitDown() => Extras.Waiters.Down();

    /// <summary>Takes those who wait for it to be ready; each is completed by a work item of its own.</summary>
    public List<TaskCompletionSource>? TakeUp() => _extras?.Waiters.TakeUp();

    public List<TaskCompletionSource>? TakeDown() => _extras?.Waiters.TakeDown();
}
