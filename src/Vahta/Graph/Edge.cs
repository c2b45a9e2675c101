using Vahta.Units;

namespace Vahta.Graph;

/// <summary>One need of one unit. An edge that only orders carries no failure.</summary>
internal sealed class Edge(Unit need, Unit dependent, EdgeKind kind)
{
    private Edge? _nextNeed;
    private Edge? _nextDependent;

    public Unit Need { get; } = need;

    public Unit Dependent { get; } = dependent;

    public EdgeKind Kind { get; } = kind;

    /// <summary>Whether the need is met; under the dispatcher's lock. An edge that does not follow its need stays met once it was.</summary>
    public bool IsMet { get; set; }

    /// <summary>Whether the need waits for the dependent to land, as both go down; under the dispatcher's lock.</summary>
    public bool Holds { get; set; }

    /// <summary>Whether it is a need, and does not only order: then an orderly stop of the one takes the other down first.</summary>
    public bool IsNeed => Kind is EdgeKind.Required or EdgeKind.Optional or EdgeKind.Bound;

    /// <summary>Whether the dependent goes down before the need does, where both do.</summary>
    public bool OrdersStop => Kind != EdgeKind.StartOrder;

    /// <summary>Whether the dependent goes down when the need is lost.</summary>
    public bool Follows => Kind is EdgeKind.Required or EdgeKind.Bound;

    /// <summary>The edge drawn after it on one side; after the last comes the first.</summary>
    public ref Edge? Next(EdgeSide side) => ref side == EdgeSide.Needs ? ref _nextNeed : ref _nextDependent;
}
