namespace Vahta.Units;

/// <summary>A group has no code of its own: its members have.</summary>
internal sealed class GroupBody(GroupStrategy? strategy, RestartPolicy? limit) : UnitBody
{
    public override UnitKind Kind => UnitKind.Group;

    public override Delegate? Code => null;

    /// <summary>The group whose node has this body.</summary>
    public Group? Group { get; private set; }

    public void Join(Unit node) => Group = new(node, strategy, limit);

    public override Task Start(UnitContext context) => throw new InvalidOperationException($"Group '{context.Name}' was started as if it were a unit. This is a defect of Vahta; please report it.");
}
