using Vahta.Units;

namespace Vahta.Graph;

/// <summary>Draws edges between many units: along an order, or behind everything.</summary>
internal static class EdgeDrawing
{
    /// <summary>Each comes after the one before. Along a topological order an order-only edge can never close a cycle: so it gives way to every <c>After</c>.</summary>
    public static void Chain(IReadOnlyList<Unit> order, EdgeKind kind = EdgeKind.OrderOnly)
    {
        for (var index = 1; index < order.Count; index++)
        {
            ConnectUnlessNeeded(order[index - 1], order[index], kind);
        }
    }

    /// <summary>A unit comes after whatever does not come after it.</summary>
    public static void PutLast(Unit last, IEnumerable<Unit> units, EdgeKind kind = EdgeKind.OrderOnly)
    {
        var behind = new HashSet<Unit>([last], ReferenceEqualityComparer.Instance);
        var open = new Stack<Unit>(behind);
        while (open.TryPop(out var unit))
        {
            foreach (var edge in unit.Dependents.Where(edge => behind.Add(edge.Dependent)))
            {
                open.Push(edge.Dependent);
            }
        }

        foreach (var unit in units.Where(unit => !behind.Contains(unit)))
        {
            ConnectUnlessNeeded(unit, last, kind);
        }
    }

    private static void ConnectUnlessNeeded(Unit need, Unit dependent, EdgeKind kind)
    {
        if (!dependent.Needs.Exists(edge => edge.Need == need))
        {
            dependent.Connect(need, kind);
        }
    }
}
