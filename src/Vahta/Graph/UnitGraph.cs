using System.Diagnostics.CodeAnalysis;
using Vahta.Units;

namespace Vahta.Graph;

/// <summary>The units and their needs. Declared with words, resolved into edges when a unit joins: at the start, or when it is first started.</summary>
internal sealed partial class UnitGraph(Func<bool> isInOrder)
{
    // under the dispatcher's lock
    private readonly Dictionary<string, Unit> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Unit> _groups = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Unit> _duplicates = [];
    private readonly List<Unit> _carriers = [];
    private readonly Nesting _nesting = new();
    private IReadOnlyList<Unit> _adopted = [];
    private EdgeKind? _adoptedOrder;
    private Unit? _forServers;
    private int _added;

    /// <summary>Every unit, in the order of registration.</summary>
    public IReadOnlyCollection<Unit> Units => _byName.Values;

    public int Count => _byName.Count;

    /// <summary>Those units whose handles carry something to have injected: lifespans, pools, schedules, the web server.</summary>
    public IReadOnlyList<Unit> Carriers => _carriers;

    /// <summary>The nodes of all groups, in the order of registration.</summary>
    public IReadOnlyCollection<Unit> Groups => _groups.Values;

    /// <summary>Every unit and every group's node, in the order of registration.</summary>
    public IEnumerable<Unit> All => _groups.Count == 0 ? Units : Units.Concat(Groups).OrderBy(static member => member.Index);

    /// <summary>So many more units are about to be added.</summary>
    public void Expect(int more) => _byName.EnsureCapacity(_byName.Count + more);

    /// <summary>Adds a unit, or a group's node; one whose name is taken is kept for the list of mistakes.</summary>
    public void Add(Unit unit)
    {
        unit.Index = _added++;
        unit.Group?.Add(unit);
        if (TryFind(unit.Name, out _))
        {
            _duplicates.Add(unit);
        }
        else
        {
            (unit.Inner is null ? _byName : _groups).Add(unit.Name, unit);
            if (IsCarrier(unit))
            {
                _carriers.Add(unit);
            }
        }
    }

    /// <summary>Adds a unit that stops before all lifespans there are, and waits for none of them.</summary>
    public void AddBehindLifespans(Unit unit)
    {
        Add(unit);
        unit.HasJoined = true;
        foreach (var lifespan in _carriers.Where(static other => other is { Kind: UnitKind.Lifespan, HasJoined: true }))
        {
            unit.Connect(lifespan, EdgeKind.OrderOnly);
        }

        foreach (var edge in unit.Needs)
        {
            edge.IsMet = true;
        }
    }

    /// <summary>Adds a unit that stops after all web servers, and before all lifespans that do not come after one.</summary>
    public void AddForServers(Unit unit)
    {
        Add(unit);
        _forServers = unit;
    }

    /// <summary>Units of another order than that of their registration keep it, as far as <c>After</c> lets them.</summary>
    /// <param name="adopted">Those units, in their order.</param>
    /// <param name="kind">Which ways it counts; null for neither.</param>
    public void Adopt(IReadOnlyList<Unit> adopted, EdgeKind? kind)
    {
        var places = adopted.Select(static unit => unit.Index).ToArray();
        Array.Sort(places);
        for (var place = 0; place < places.Length; place++)
        {
            adopted[place].Index = places[place];
        }

        (_adopted, _adoptedOrder) = (adopted, kind);
    }

    /// <summary>A group is a part within what is around it: its units start behind all of that, other such groups apart, and stop before, as far as <c>After</c> lets them. False where it is one already.</summary>
    public bool TryNest(Unit node) => _nesting.TryAdd(node);

    /// <summary>The unit, or the group's node, of a name.</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out Unit? unit) => _byName.TryGetValue(name, out unit) || _groups.TryGetValue(name, out unit);

    public bool Has(Unit unit) => TryFind(unit.Name, out var known) && known == unit;

    /// <summary>Forgets a unit that nothing needs any more, or a group that has no members any more.</summary>
    public void Remove(Unit unit)
    {
        (unit.Inner is null ? _byName : _groups).Remove(unit.Name);
        if (IsCarrier(unit))
        {
            _carriers.Remove(unit);
        }

        unit.Group?.Remove(unit);
        unit.ForgetNeeds();
    }

    /// <summary>Draws the edges of everything that was added, and returns the mistakes; with any, the graph must be undrawn.</summary>
    public List<string> Join()
    {
        var mistakes = new List<string>();
        var joining = _duplicates.Count == 0 ? Units : WithDuplicates(mistakes);
        foreach (var unit in joining)
        {
            Draw(unit, mistakes);
        }

        GraphCheck.Combinations(joining, mistakes);
        GraphCheck.Combinations(_groups.Values, mistakes);
        var order = TopologicalOrder.Of(joining);
        if (order.Count < joining.Count)
        {
            mistakes.AddRange(GraphCheck.Cycles(joining, order));
        }
        else if (mistakes.Count == 0)
        {
            DrawOrder(order);
        }

        return mistakes;
    }

    // They are a mistake, and what is said of them may be another.
    private List<Unit> WithDuplicates(List<string> mistakes)
    {
        mistakes.AddRange(GraphCheck.Duplicates(_duplicates));
        return [.. Units, .. _duplicates.Where(static unit => unit.Inner is null)];
    }

    // Draws what only orders, along the order that the needs leave: so it gives way to them.
    private void DrawOrder(List<Unit> order)
    {
        if (!_nesting.IsEmpty)
        {
            _nesting.Draw(order, order.Where(unit => unit != _forServers));
            order = TopologicalOrder.Of(order);
        }

        if (isInOrder())
        {
            EdgeDrawing.Chain(order.FindAll(unit => unit != _forServers));
        }

        foreach (var node in _groups.Values)
        {
            if (node.Inner is { IsInOrder: true } group)
            {
                EdgeDrawing.Chain(order.FindAll(unit => unit.IsIn(group)));
            }
        }

        if (_adoptedOrder is { } kind)
        {
            EdgeDrawing.Chain(InOrder(_adopted, order), kind);
        }

        foreach (var unit in _carriers)
        {
            if (unit.Kind == UnitKind.WebServer)
            {
                EdgeDrawing.PutLast(unit, order);
            }
        }

        if (_forServers is not null)
        {
            EdgeDrawing.PutLast(_forServers, order.Where(static unit => unit.Kind == UnitKind.Lifespan), EdgeKind.StopOrder);
        }
    }

    /// <summary>Draws the edges of units that are added at run time; what they need must have joined, or join with them.</summary>
    public List<string> Join(IReadOnlyList<Unit> units)
    {
        var mistakes = new List<string>();
        foreach (var unit in units)
        {
            Draw(unit, mistakes);
        }

        var nodes = units.SelectMany(static unit => unit.WithGroups).Distinct().Where(static member => member.Inner is not null).ToList();
        GraphCheck.Combinations(units.Concat(nodes), mistakes);
        mistakes.AddRange(units.SelectMany(static unit => unit.Needs).Where(static edge => !edge.Need.HasJoined)
            .Select(static edge => $"Unit '{edge.Dependent.Name}' needs '{edge.Need.Name}', which was added but never started. Start '{edge.Need.Name}' first."));
        var order = TopologicalOrder.Of(units);
        if (order.Count < units.Count)
        {
            mistakes.AddRange(GraphCheck.Cycles(units, order));
        }

        if (mistakes.Count > 0)
        {
            Undraw(units);
        }
        else
        {
            var joining = units.ToHashSet(ReferenceEqualityComparer.Instance);
            foreach (var group in nodes.Select(static node => node.Inner!).Where(static group => group.IsInOrder))
            {
                var last = group.Units.LastOrDefault(unit => unit.HasJoined && !joining.Contains(unit));
                EdgeDrawing.Chain([.. last is null ? [] : new[] { last }, .. order.Where(unit => unit.IsIn(group))]);
            }

            _nesting.Draw(order, Units.Where(unit => unit != _forServers));
        }

        return mistakes;
    }

    /// <summary>Forgets all edges.</summary>
    public void Undraw()
    {
        foreach (var unit in _byName.Values.Concat(_duplicates).Concat(_groups.Values))
        {
            unit.HasJoined = false;
            unit.ForgetEdges();
        }
    }

    /// <summary>Forgets the edges to what units need, as if they had not joined.</summary>
    public void Undraw(IReadOnlyList<Unit> units)
    {
        foreach (var unit in units)
        {
            unit.HasJoined = false;
            unit.ForgetNeeds();
        }
    }

    private static bool IsCarrier(Unit unit) => unit.Kind is UnitKind.Lifespan or UnitKind.Pool or UnitKind.Schedule or UnitKind.WebServer;

    // Some of the units that have been ordered.
    private static IEnumerable<Unit> InOrder(IReadOnlyList<Unit> some, List<Unit> order)
    {
        foreach (var unit in some)
        {
            unit.Mark = 0;
        }

        foreach (var unit in order)
        {
            if (unit.Mark != Unit.Unmarked)
            {
                unit.Mark = Unit.Unmarked;
                yield return unit;
            }
        }
    }
}
