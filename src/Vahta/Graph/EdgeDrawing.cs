using Vahta.Units;

namespace Vahta.Graph;

/// <summary>Draws edges between many units: along an order, or behind everything.</summary>
internal static class EdgeDrawing
{
    /// <summary>Each comes after the one before. Along a topological order an order-only edge can never close a cycle: so it gives way to every <c>After</c>.</summary>
    public static void Chain(IEnumerable<Unit> order, EdgeKind kind = EdgeKind.OrderOnly)
    {
        Unit? before = null;
        foreach (var unit in order)
        {
            if (before is not null && !Needs(unit, before))
            {
                unit.Connect(before, kind);
            }

            before = unit;
        }
    }

    /// <summary>A unit comes after whatever does not come after it.</summary>
    public static void PutLast(Unit last, IEnumerable<Unit> units, EdgeKind kind = EdgeKind.OrderOnly)
    {
        var spared = new HashSet<Unit>([last], ReferenceEqualityComparer.Instance);
        var open = new Stack<Unit>(spared);
        while (open.TryPop(out var unit))
        {
            foreach (var edge in unit.Dependents)
            {
                if (spared.Add(edge.Dependent))
                {
                    open.Push(edge.Dependent);
                }
            }
        }

        foreach (var edge in last.Needs)
        {
            spared.Add(edge.Need);
        }

        foreach (var unit in units.Where(unit => !spared.Contains(unit)))
        {
            last.Connect(unit, kind);
        }
    }

    private static bool Needs(Unit dependent, Unit need)
    {
        foreach (var edge in dependent.Needs)
        {
            if (edge.Need == need)
            {
                return true;
            }
        }

        return false;
    }
}
