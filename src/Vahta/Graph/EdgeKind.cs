namespace Vahta.Graph;

/// <summary>The kinds of <see cref="Dependency"/>, and the order-only edge of units that start one after the other.</summary>
internal enum EdgeKind
{
    Required,
    Optional,
    Bound,
    OrderOnly,
}
