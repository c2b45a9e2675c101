using System.Diagnostics.CodeAnalysis;
using Vahta.Units;

namespace Vahta.Graph;

/// <summary>The units and their needs. Declared with words, resolved into edges when a unit joins: at the start, or when it is first started.</summary>
internal sealed class UnitGraph(bool inOrder)
{
    // under the dispatcher's lock
    private readonly Dictionary<string, Unit> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Unit> _duplicates = [];
    private int _added;

    /// <summary>Every unit, in the order of registration.</summary>
    public IReadOnlyCollection<Unit> Units => _byName.Values;

    public int Count => _byName.Count;

    /// <summary>Adds a unit; one whose name is taken is kept for the list of mistakes.</summary>
    public void Add(Unit unit)
    {
        unit.Index = _added++;
        if (!_byName.TryAdd(unit.Name, unit))
        {
            _duplicates.Add(unit);
        }
    }

    public bool TryFind(string name, [NotNullWhen(true)] out Unit? unit) => _byName.TryGetValue(name, out unit);

    /// <summary>Forgets a unit that nothing needs.</summary>
    public void Remove(Unit unit)
    {
        _byName.Remove(unit.Name);
        foreach (var edge in unit.Needs)
        {
            edge.Need.Dependents.Remove(edge);
        }
    }

    /// <summary>Draws the edges of everything that was added, and returns the mistakes; with any, the graph must be undrawn.</summary>
    public List<string> Join()
    {
        var mistakes = new List<string>(GraphCheck.Duplicates(_duplicates));
        List<Unit> joining = [.. _byName.Values, .. _duplicates];
        foreach (var unit in joining)
        {
            Draw(unit, mistakes);
        }

        mistakes.AddRange(joining.SelectMany(GraphCheck.Combinations));
        var order = TopologicalOrder.Of(joining);
        if (order.Count < joining.Count)
        {
            mistakes.AddRange(GraphCheck.Cycles(joining.Except(order)));
        }
        else if (inOrder && mistakes.Count == 0)
        {
            Chain(order);
        }

        return mistakes;
    }

    /// <summary>Draws one unit's edges, for a unit that is added at run time; its needs must have joined.</summary>
    public List<string> Join(Unit unit)
    {
        var mistakes = new List<string>();
        Draw(unit, mistakes);
        mistakes.AddRange(GraphCheck.Combinations(unit));
        mistakes.AddRange(unit.Needs.Where(edge => !edge.Need.HasJoined)
            .Select(edge => $"Unit '{unit.Name}' needs '{edge.Need.Name}', which was added but never started. Start '{edge.Need.Name}' first."));
        if (mistakes.Count > 0)
        {
            Undraw(unit);
        }

        return mistakes;
    }

    /// <summary>Forgets all edges.</summary>
    public void Undraw()
    {
        foreach (var unit in _byName.Values.Concat(_duplicates))
        {
            unit.HasJoined = false;
            unit.Needs.Clear();
            unit.Dependents.Clear();
        }
    }

    /// <summary>Forgets the edges to what a unit needs, as if it had not joined.</summary>
    public void Undraw(Unit unit)
    {
        unit.HasJoined = false;
        foreach (var edge in unit.Needs)
        {
            edge.Need.Dependents.Remove(edge);
        }

        unit.Needs.Clear();
    }

    private void Draw(Unit unit, List<string> mistakes)
    {
        unit.HasJoined = true;

        // Said twice: the later word counts.
        var drawn = new Dictionary<Unit, EdgeKind>(ReferenceEqualityComparer.Instance);
        foreach (var declared in unit.Declarations)
        {
            var need = declared.Unit;
            if (need is null ? !_byName.TryGetValue(declared.Name, out need) : !IsOurs(need))
            {
                mistakes.Add(GraphCheck.Unknown(unit, declared, _byName.Keys));
            }
            else if (need == unit)
            {
                mistakes.Add($"Unit '{unit.Name}' comes after itself. Remove that After.");
            }
            else
            {
                drawn[need] = declared.KindFor(need);
            }
        }

        foreach (var (need, kind) in drawn)
        {
            Connect(need, unit, kind);
        }
    }

    private bool IsOurs(Unit unit) => (_byName.TryGetValue(unit.Name, out var known) && known == unit) || _duplicates.Contains(unit);

    private static void Connect(Unit need, Unit dependent, EdgeKind kind)
    {
        var edge = new Edge(need, dependent, kind);
        dependent.Needs.Add(edge);
        need.Dependents.Add(edge);
    }

    // Along a topological order an order-only edge can never close a cycle: so it gives way to every After.
    private static void Chain(List<Unit> order)
    {
        for (var index = 1; index < order.Count; index++)
        {
            if (!order[index].Needs.Exists(edge => edge.Need == order[index - 1]))
            {
                Connect(order[index - 1], order[index], EdgeKind.OrderOnly);
            }
        }
    }
}
