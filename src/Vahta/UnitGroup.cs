using Vahta.Units;

namespace Vahta;

/// <summary>
/// Units with a supervision strategy and a limit of their own, and groups among them: an inner node of a supervision tree. What is said of its order is said of each of its
/// members; it is ready when all of them are. A member that fails for good, or too often for the group's limit, is the group's failure, and one level up decides.
/// </summary>
public sealed class UnitGroup : UnitHandle, IUnitCollection
{
    private readonly IUnitCollection _around;
    private readonly Group _group;

    internal UnitGroup(Unit node, IUnitCollection around)
        : base(node)
    {
        _around = around;
        _group = node.Inner!;
    }

    /// <summary>
    /// Whether each member also waits for the one registered before it, where <c>After</c> does not say otherwise. Returns the group.
    /// </summary>
    /// <exception cref="InvalidOperationException">The dispatcher has been started.</exception>
    public UnitGroup InOrder()
    {
        Unit.Say(static settings => settings);
        _group.IsInOrder = true;
        return this;
    }

    /// <summary>Which ends of its essential members complete the group: default any of them. Its other members are stopped then. Returns the group.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such completion.</exception>
    /// <exception cref="InvalidOperationException">The dispatcher has been started.</exception>
    public UnitGroup CompletesOn(GroupCompletion completion)
    {
        Unit.Say(static settings => settings);
        _group.Completion = Enum.IsDefined(completion)
            ? completion
            : throw new ArgumentOutOfRangeException(nameof(completion), completion, $"Group '{Name}' cannot complete in the way {(int)completion}. Say AnyEssential or AllEssential.");
        return this;
    }

    Unit IUnitCollection.Add(string name, UnitBody body, Group? group) => _around.Add(name, body, group ?? _group);
}
