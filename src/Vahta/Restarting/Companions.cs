using Vahta.Units;

namespace Vahta.Restarting;

/// <summary>Who runs again with a member that does: what its group's strategy says. Reads groups and graph, and changes nothing.</summary>
internal static class Companions
{
    /// <summary>The units that go down with a member and come back with it, but for its own: those that are up, or on their way.</summary>
    public static IReadOnlyList<Unit> Of(Unit member) => GoesAlone(member) ? [] : [.. Affected(member).Where(unit => !StaysBehind(unit, member.Group!))];

    /// <summary>The units that go down with a member and stay down, because their policy is never to run again.</summary>
    public static IReadOnlyList<Unit> LeftBehind(Unit member) => GoesAlone(member) ? [] : [.. Affected(member).Where(unit => StaysBehind(unit, member.Group!))];

    /// <summary>Whether nobody goes with it.</summary>
    public static bool GoesAlone(Unit member) => member.Group is null or { Strategy: GroupStrategy.OneForOne };

    private static IEnumerable<Unit> Affected(Unit member) => member.Group! switch
    {
        { Strategy: GroupStrategy.OneForAll } group => group.Members.Where(other => other != member).SelectMany(static other => other.Units).Where(IsUp),
        var group => Needing(member, group).Where(IsUp),
    };

    private static List<Unit> Needing(Unit member, Group group)
    {
        var seen = new HashSet<Unit>(member.Units, ReferenceEqualityComparer.Instance);
        var open = new Stack<Unit>(seen);
        var needing = new List<Unit>();
        while (open.TryPop(out var unit))
        {
            foreach (var edge in unit.Dependents)
            {
                if (edge.IsNeed && edge.Dependent.IsIn(group) && seen.Add(edge.Dependent))
                {
                    needing.Add(edge.Dependent);
                    open.Push(edge.Dependent);
                }
            }
        }

        return needing;
    }

    private static bool IsUp(Unit unit) => unit.IsLive || unit.State is UnitState.Pending or UnitState.Restarting;

    // What counts is the word that was said of the group's own member: the unit, or the group within that it belongs to.
    private static bool StaysBehind(Unit unit, Group group)
    {
        while (unit.Group != group)
        {
            unit = unit.Group!.Node;
        }

        return unit.Settings.Restarts?.Mode == RestartMode.Never;
    }
}
