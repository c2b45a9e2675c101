using Vahta.Units;

namespace Vahta.Graph;

/// <summary>Groups that are parts within what is around them: their units come after all of that which is in no such part itself, as far as <c>After</c> lets them.</summary>
internal sealed class Nesting
{
    // By their nodes, in the order in which they were nested.
    private readonly List<Unit> _nodes = [];

    public bool IsEmpty => _nodes.Count == 0;

    /// <summary>False where it is one already.</summary>
    public bool TryAdd(Unit node)
    {
        if (_nodes.Contains(node))
        {
            return false;
        }

        _nodes.Add(node);
        return true;
    }

    /// <summary>Draws the edges of those units that are in such groups.</summary>
    /// <param name="units">Those units; others are left as they are.</param>
    /// <param name="all">What may be around.</param>
    public void Draw(IReadOnlyList<Unit> units, IEnumerable<Unit> all)
    {
        foreach (var node in _nodes)
        {
            var within = units.Where(unit => unit.IsOf(node)).ToList();
            var around = within.Count == 0 ? [] : all.Where(unit => unit is { HasJoined: true, Kind: not UnitKind.WebServer } && IsAround(unit, node)).ToList();
            foreach (var unit in within)
            {
                EdgeDrawing.PutLast(unit, around);
            }
        }
    }

    private bool IsAround(Unit unit, Unit node)
    {
        for (var group = unit.Group; group != node.Group; group = group.Node.Group)
        {
            if (group is null || _nodes.Contains(group.Node))
            {
                return false;
            }
        }

        return true;
    }
}
