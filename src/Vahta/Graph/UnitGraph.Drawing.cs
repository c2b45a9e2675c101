using Vahta.Units;

namespace Vahta.Graph;

/// <content>What an <c>After</c> means, as it is drawn.</content>
internal sealed partial class UnitGraph
{
    // one unit's edges, while they are gathered
    private readonly List<(Unit Need, EdgeKind Kind)> _drawing = [];

    private void Draw(Unit unit, List<string> mistakes)
    {
        unit.HasJoined = true;
        for (var group = unit.Group; group is not null; group = group.Node.Group)
        {
            group.Node.HasJoined = true;
        }

        unit.Wish = unit.IsManual ? UnitWish.Unasked : unit.Wish;
        Gather(unit, mistakes);
        if (_drawing.Count > 0)
        {
            ConnectGathered(unit);
        }
    }

    private void ConnectGathered(Unit unit)
    {
        foreach (var (need, kind) in _drawing)
        {
            need.Mark = Unit.Unmarked;
            unit.Connect(need, kind);
        }

        _drawing.Clear();
    }

    // Said twice: the later word counts. What is said of a group is said of each of its units, and less than what is said of the unit itself.
    private void Gather(Unit said, List<string> mistakes)
    {
        if (said.Group is { Node: var around })
        {
            Gather(around, mistakes);
        }

        foreach (var declared in said.Declarations)
        {
            if (Resolve(said, declared, mistakes) is { Inner: var group } member)
            {
                if (group is null)
                {
                    Gather(member, KindOf(declared, member, member));
                }

                foreach (var need in group?.Units ?? [])
                {
                    Gather(need, KindOf(declared, member, need));
                }
            }
        }
    }

    private void Gather(Unit need, EdgeKind kind)
    {
        if (need.Mark == Unit.Unmarked)
        {
            need.Mark = _drawing.Count;
            _drawing.Add((need, kind));
        }
        else
        {
            _drawing[need.Mark] = (need, kind);
        }
    }

    // A member that starts by request only is stopped in order, and holds up nobody who does not name it.
    private static EdgeKind KindOf(Declaration declared, Unit member, Unit need) => need.IsManual && !member.IsManual ? EdgeKind.OrderOnly : declared.KindFor(member);

    /// <summary>The unit, or the node of the group, that an <c>After</c> means.</summary>
    private Unit? Resolve(Unit unit, Declaration declared, List<string> mistakes)
    {
        var need = declared.Unit is { } handed ? (IsOurs(handed) ? handed : null) : Find(declared.Name, unit.Group);
        var mistake = need is null ? GraphCheck.Unknown(unit, declared, _byName.Keys)
            : need == unit ? $"Unit '{unit.Name}' comes after itself. Remove that After."
            : need.Inner is { } around && unit.IsIn(around) ? $"Unit '{unit.Name}' comes after '{need.Name}', the group that it is in. Remove that After."
            : unit.Inner is { } own && need.IsIn(own) ? $"Group '{unit.Name}' comes after '{need.Name}', which is in it. Say that After of those members that need it."
            : null;
        if (mistake is null)
        {
            return need;
        }

        // Said of a group, it is found again for each of its units.
        if (!mistakes.Contains(mistake))
        {
            mistakes.Add(mistake);
        }

        return null;
    }

    // In the group first, then outward.
    private Unit? Find(string name, Group? group)
    {
        for (; group is not null; group = group.Node.Group)
        {
            if (TryFind($"{group.Node.Name}{Unit.Separator}{name}", out var member))
            {
                return member;
            }
        }

        return TryFind(name, out var found) ? found : null;
    }

    private bool IsOurs(Unit unit) => Has(unit) || _duplicates.Contains(unit);
}
