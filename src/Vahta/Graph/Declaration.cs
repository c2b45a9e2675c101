using Vahta.Units;

namespace Vahta.Graph;

/// <summary>An <c>After</c> as it was written: the other unit by handle or by name, the kind if one was given.</summary>
internal sealed record Declaration(string Name, Unit? Unit, Dependency? Kind)
{
    /// <summary>The edge's kind, whose default depends on what the other is: a group that has completed is met, also where lifespans of its were torn down.</summary>
    public EdgeKind KindFor(Unit need) => Kind switch
    {
        Dependency.Optional => EdgeKind.Optional,
        Dependency.Bound => EdgeKind.Bound,
        Dependency.Required => EdgeKind.Required,
        _ => need.Kind == UnitKind.Lifespan ? EdgeKind.Bound : EdgeKind.Required,
    };
}
