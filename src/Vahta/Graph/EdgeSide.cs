namespace Vahta.Graph;

/// <summary>The two ends of an edge: it is a need of the one unit, and a dependent of the other.</summary>
internal enum EdgeSide : byte
{
    /// <summary>Edges to what a unit needs.</summary>
    Needs,

    /// <summary>Edges to those that need a unit.</summary>
    Dependents,
}
