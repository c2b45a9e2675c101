using Vahta.Units;

namespace Vahta.Graph;

/// <summary>Units in an order in which each comes after what it needs, and otherwise as registered (Kahn's algorithm). Under the dispatcher's lock.</summary>
internal static class TopologicalOrder
{
    /// <summary>The order, short by the units on or behind a cycle.</summary>
    public static List<Unit> Of(IReadOnlyCollection<Unit> units)
    {
        var order = new List<Unit>(units.Count);
        foreach (var unit in units)
        {
            if (!IsBehindItsNeeds(unit))
            {
                return ByNeeds(units);
            }

            order.Add(unit);
        }

        return ByIndex(order);
    }

    private static List<Unit> ByNeeds(IReadOnlyCollection<Unit> units)
    {
        var free = CountNeeds(units);
        var freed = new PriorityQueue<Unit, int>();
        var order = new List<Unit>(units.Count);
        for (var next = 0; next < free.Count || freed.Count > 0;)
        {
            var isFreedsTurn = freed.TryPeek(out _, out var index) && (next == free.Count || index < free[next].Index);
            var unit = isFreedsTurn ? freed.Dequeue() : free[next++];
            order.Add(unit);
            foreach (var edge in unit.Dependents)
            {
                if (edge.Dependent.Mark > 0 && --edge.Dependent.Mark == 0)
                {
                    freed.Enqueue(edge.Dependent, edge.Dependent.Index);
                }
            }
        }

        foreach (var unit in units)
        {
            unit.Mark = Unit.Unmarked;
        }

        return order;
    }

    // Most units are, since most were there before anything was said to come after them; where all are, the order is that of their registration.
    private static bool IsBehindItsNeeds(Unit unit)
    {
        foreach (var edge in unit.Needs)
        {
            if (edge.Need.Index >= unit.Index)
            {
                return false;
            }
        }

        return true;
    }

    // Those that need none of the others are free from the beginning.
    private static List<Unit> CountNeeds(IReadOnlyCollection<Unit> units)
    {
        foreach (var unit in units)
        {
            unit.Mark = 0;
        }

        var free = new List<Unit>();
        foreach (var unit in units)
        {
            foreach (var edge in unit.Needs)
            {
                unit.Mark += edge.Need.Mark == Unit.Unmarked ? 0 : 1;
            }

            if (unit.Mark == 0)
            {
                free.Add(unit);
            }
        }

        return ByIndex(free);
    }

    // Mostly they are in that order already.
    private static List<Unit> ByIndex(List<Unit> units)
    {
        for (var next = 1; next < units.Count; next++)
        {
            if (units[next - 1].Index > units[next].Index)
            {
                units.Sort(static (one, other) => one.Index.CompareTo(other.Index));
                break;
            }
        }

        return units;
    }
}
