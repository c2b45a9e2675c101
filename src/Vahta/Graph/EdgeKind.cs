namespace Vahta.Graph;

/// <summary>The kinds of <see cref="Dependency"/>, and the edges that only order: both ways, or only the start, or only the stop.</summary>
internal enum EdgeKind
{
    Required,
    Optional,
    Bound,
    OrderOnly,
    StartOrder,
    StopOrder,
}
