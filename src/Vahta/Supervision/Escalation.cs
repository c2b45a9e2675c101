using Vahta.Units;

namespace Vahta.Supervision;

/// <summary>
/// Decides what an end means. A unit's own policy is asked first, within its own limit and its group's; where it says no, the group around it has failed, and one level
/// up the same is asked of the group, until somebody runs again, a failure is ignored, or the top is reached.
/// </summary>
internal sealed class Escalation(Engine engine)
{
    /// <param name="turn">The turn.</param>
    /// <param name="unit">Who failed.</param>
    /// <param name="mayReturn">Whether its own policy has a say: not where it failed to stop, or was abandoned.</param>
    public Verdict OfFailure(Turn turn, Unit unit, bool mayReturn)
    {
        if (unit is { Wish: not UnitWish.Up } or { RetiredBy: not null })
        {
            return OfUnwanted(unit, mayReturn);
        }

        int? gaveUpAfter = null;
        for (var member = unit; ; member = member.Group.Node)
        {
            if ((mayReturn || member != unit) && MayReturn(member))
            {
                if (DelayOf(turn, member, out var limit) is { } delay)
                {
                    return new() { Returns = member, Delay = delay, Attempt = member.History!.InARow, GaveUpAfter = gaveUpAfter };
                }

                gaveUpAfter ??= limit;
            }

            if (member.Settings.IgnoresFailure || member.Group is null)
            {
                return new() { IgnoredBy = member.Settings.IgnoresFailure ? member : null, GaveUpAfter = gaveUpAfter };
            }
        }
    }

    // It was to go down, and not to come back: no group runs again for it, and nothing is counted. Where its own policy would have brought it back, it is nobody's failure.
    private Verdict OfUnwanted(Unit unit, bool mayReturn) =>
        mayReturn && MayReturn(unit) ? new() { Returns = unit } : new() { IgnoredBy = unit.WithGroups.FirstOrDefault(static member => member.Settings.IgnoresFailure) };

    /// <summary>What follows where a unit, or a group, has completed and may have to run again.</summary>
    public Verdict OfCompletion(Unit member)
    {
        if (engine.IsAnnounced || member is not { RestartPolicy.Mode: RestartMode.Always, Wish: UnitWish.Up, RetiredBy: null })
        {
            return Verdict.None;
        }

        return new() { Returns = member, Delay = HistoryOf(member).OnCompletion(engine.Draw()) };
    }

    // What was never ready must not be tried again as long as everything starts.
    private bool MayReturn(Unit member) =>
        member is { RestartPolicy.Mode: not RestartMode.Never, Inner: null or { End: GroupEnd.None } }
        && !engine.IsAnnounced
        && (engine.ReadyAt is not null || member.RestartPolicy.AlsoAtStart || member.Units.All(static unit => unit is { FirstReady: not null } or { Wish: UnitWish.Unasked }));

    private TimeSpan? DelayOf(Turn turn, Unit member, out int limit)
    {
        var readyFor = turn.Now - (member.Inner is { } group ? group.ReadySince : member.Times.Ready);
        var delay = HistoryOf(member).OnFailure(turn.Now, readyFor, engine.Draw());
        limit = delay is null ? member.RestartPolicy.MaxRestarts : member.Group?.Limit.MaxRestarts ?? 0;
        return delay is null || member.Group?.Admit(turn.Now) == false ? null : delay;
    }

    private static RestartHistory HistoryOf(Unit member) => member.History ??= new(member.RestartPolicy);
}
