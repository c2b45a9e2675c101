using Vahta.Units;

namespace Vahta.Graph;

/// <summary>Units in an order in which each comes after what it needs, and otherwise as registered (Kahn's algorithm).</summary>
internal static class TopologicalOrder
{
    /// <summary>The order, short by the units on or behind a cycle.</summary>
    public static List<Unit> Of(IReadOnlyCollection<Unit> units)
    {
        var waiting = new Dictionary<Unit, int>(units.Count, ReferenceEqualityComparer.Instance);
        foreach (var unit in units)
        {
            waiting[unit] = 0;
        }

        foreach (var unit in units)
        {
            waiting[unit] = unit.Needs.Count(edge => waiting.ContainsKey(edge.Need));
        }

        var free = new PriorityQueue<Unit, int>();
        foreach (var (unit, needs) in waiting)
        {
            if (needs == 0)
            {
                free.Enqueue(unit, unit.Index);
            }
        }

        var order = new List<Unit>(units.Count);
        while (free.TryDequeue(out var unit, out _))
        {
            order.Add(unit);
            foreach (var edge in unit.Dependents)
            {
                if (waiting.TryGetValue(edge.Dependent, out var left))
                {
                    waiting[edge.Dependent] = left - 1;
                    if (left == 1)
                    {
                        free.Enqueue(edge.Dependent, edge.Dependent.Index);
                    }
                }
            }
        }

        return order;
    }
}
