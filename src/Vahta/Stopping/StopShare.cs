using Vahta.Deadlines;

namespace Vahta.Stopping;

/// <summary>One unit's own part of a stop: its grace, then the time from being aborted to being abandoned.</summary>
internal readonly record struct StopShare(TimeSpan Grace, TimeSpan Abort)
{
    /// <summary>How long an aborted unit may take to end before it is abandoned.</summary>
    public static readonly TimeSpan AbortWait = TimeSpan.FromSeconds(1);

    /// <summary>Until when extensions may reach; never, unless a stop budget says so.</summary>
    public TimeSpan Until { get; init; }

    /// <summary>What the units that stop after this one still need.</summary>
    public TimeSpan Reserved { get; init; }

    public TimeSpan Total => Grace.Plus(Abort);

    /// <summary>What a unit asks for: the share it gets where there is no budget to fit.</summary>
    public static StopShare Asked(TimeSpan grace) => new(grace, AbortWait) { Until = Instant.Never };

    /// <summary>The same share within a limit, both parts reduced alike.</summary>
    public StopShare AtMost(TimeSpan limit)
    {
        if (Total <= limit)
        {
            return this;
        }

        if (Grace == Instant.Never)
        {
            var abort = Instant.Min(Abort, limit);
            return this with { Grace = limit - abort, Abort = abort };
        }

        var part = limit / Total;
        return this with { Grace = Grace * part, Abort = Abort * part };
    }

    /// <summary>What of an extension can be granted at a time, when this much of the unit's own share is left.</summary>
    public TimeSpan Grantable(TimeSpan now, TimeSpan left, TimeSpan by)
    {
        if (Until == Instant.Never)
        {
            return by;
        }

        return Instant.Min(by, Until.Since(now).Since(Reserved).Since(left));
    }
}
