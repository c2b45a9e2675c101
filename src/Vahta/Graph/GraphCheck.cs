using Vahta.Units;

namespace Vahta.Graph;

/// <summary>What can be wrong with a graph, each as a sentence with the names, the path and the way out.</summary>
internal static class GraphCheck
{
    private const int NamesShown = 12;

    public static IEnumerable<string> Duplicates(IEnumerable<Unit> again) =>
        again.GroupBy(unit => unit.Name, StringComparer.OrdinalIgnoreCase)
            .Select(same => $"Unit '{same.Key}' is added {same.Count() + 1} times. Names are unique without regard to case: rename or remove all but one.");

    public static string Unknown(Unit unit, Declaration declared, IReadOnlyCollection<string> names)
    {
        if (declared.Unit is not null)
        {
            return $"Unit '{unit.Name}' comes after '{declared.Name}', which belongs to another dispatcher or was removed. Add it to this one.";
        }

        var others = names.Count(name => !name.Equals(unit.Name, StringComparison.OrdinalIgnoreCase));
        var shown = names.Where(name => !name.Equals(unit.Name, StringComparison.OrdinalIgnoreCase)).Take(NamesShown);
        var known = others == 0
            ? "There is no other unit"
            : $"Known are {string.Join(", ", shown)}{(others > NamesShown ? $" and {others - NamesShown} more" : "")}";
        return $"Unit '{unit.Name}' comes after '{declared.Name}', which does not exist. {known}: correct the name or add the unit.";
    }

    /// <summary>Adds what was said of units that cannot be.</summary>
    public static void Combinations(IEnumerable<Unit> units, List<string> mistakes)
    {
        // Many share what was said of them: where nothing is wrong with the first, the next of its kind need no look.
        var (seen, kind) = (UnitSettings.Default, default(UnitKind));
        foreach (var unit in units)
        {
            if (!ReferenceEquals(unit.Settings, UnitSettings.Default) && !(ReferenceEquals(unit.Settings, seen) && unit.Kind == kind))
            {
                var before = mistakes.Count;
                mistakes.AddRange(Combinations(unit));
                (seen, kind) = (mistakes.Count == before ? unit.Settings : UnitSettings.Default, unit.Kind);
            }
        }
    }

    private static IEnumerable<string> Combinations(Unit unit)
    {
        if (unit.Kind == UnitKind.Group && unit.Settings is { StartWithin: not null } or { StopWithin: not null } or { NotifiesReady: true })
        {
            yield return $"'{unit.Name}' is a group: its members start and stop, each within its own time. Say StartWithin, StopWithin and NotifiesReady of them.";
            yield break;
        }

        if (unit.Settings.Restarts?.Mode == RestartMode.Always && unit.Kind == UnitKind.Job)
        {
            yield return $"Unit '{unit.Name}' is a job, whose end is what it is for, and cannot always run again. Say RestartPolicy.OnFailure, or make it a schedule.";
        }

        if (unit.Settings is { Restarts.Mode: RestartMode.Always, IsEssential: true })
        {
            yield return $"Unit '{unit.Name}' is essential and always runs again, so it never completes. Remove Essential, or say RestartPolicy.OnFailure.";
        }

        if (unit.Settings.Watchdog is not null && unit.Kind is not (UnitKind.Task or UnitKind.HostedService))
        {
            yield return $"Unit '{unit.Name}' is a {Kind(unit)} and has no loop to give a heartbeat from. Remove Watchdog{(unit.Kind == UnitKind.Job ? ", and bound its run with StartWithin" : "")}.";
        }

        if (unit.Settings.IsEssential && unit.Kind is UnitKind.Lifespan or UnitKind.Pool or UnitKind.Schedule or UnitKind.WebServer)
        {
            yield return $"Unit '{unit.Name}' is a {Kind(unit)} and never completes, so it cannot be essential. Remove Essential, or make the unit that does the work essential.";
        }

        if (unit.Settings.NotifiesReady && unit.Kind != UnitKind.Task)
        {
            yield return $"Unit '{unit.Name}' is a {Kind(unit)} and is ready when it is {ReadyWhen(unit)}. Remove NotifiesReady.";
        }

        if (unit.Settings.FailAfter is not null && unit.Kind is not (UnitKind.Schedule or UnitKind.Pool))
        {
            yield return $"Unit '{unit.Name}' is a {Kind(unit)} and has no items or occurrences to count. Remove FailAfter.";
        }
    }

    private static string ReadyWhen(Unit unit) => unit.Kind switch
    {
        UnitKind.Job => "completed",
        UnitKind.Lifespan => "set up",
        UnitKind.Group => "ready in all its members",
        UnitKind.HostedService => "started",
        UnitKind.WebServer => "bound",
        _ => "accepting",
    };

    private static string Kind(Unit unit) => unit.Kind switch
    {
        UnitKind.HostedService => "hosted service",
        UnitKind.WebServer => "web server",
        _ => unit.Kind.ToString().ToLowerInvariant(),
    };

    /// <summary>One cycle for each group of units that wait for each other, with its path.</summary>
    /// <param name="units">All units.</param>
    /// <param name="order">Those of them that have an order: the others are on a circle, or behind one.</param>
    public static IEnumerable<string> Cycles(IEnumerable<Unit> units, IEnumerable<Unit> order)
    {
        var left = new HashSet<Unit>(units.Except(order), ReferenceEqualityComparer.Instance);
        while (left.Count > 0)
        {
            var cycle = CycleFrom(left.MinBy(unit => unit.Index)!, left);
            var path = string.Join(" -> ", cycle.Append(cycle[0]).Select(unit => unit.Name));
            yield return $"Units wait for each other in a circle: {path}. Remove one of these After.";
            RemoveBehind(cycle, left);
        }
    }

    // Every stuck unit has a stuck need, so walking from need to need must come back to where it has been.
    private static List<Unit> CycleFrom(Unit unit, HashSet<Unit> stuck)
    {
        var seen = new Dictionary<Unit, int>(ReferenceEqualityComparer.Instance);
        var path = new List<Unit>();
        while (seen.TryAdd(unit, path.Count))
        {
            path.Add(unit);
            unit = unit.Needs.First(edge => stuck.Contains(edge.Need)).Need;
        }

        return path[seen[unit]..];
    }

    private static void RemoveBehind(List<Unit> cycle, HashSet<Unit> left)
    {
        var behind = new Stack<Unit>(cycle);
        while (behind.TryPop(out var unit))
        {
            if (left.Remove(unit))
            {
                foreach (var edge in unit.Dependents)
                {
                    behind.Push(edge.Dependent);
                }
            }
        }
    }
}
