using Vahta.Graph;
using Vahta.Units;

namespace Vahta.Requests;

/// <summary>Works out what a request would do. Reads the graph, and changes nothing.</summary>
internal static class Previews
{
    public static RequestPreview Of(UnitRequest request, Unit member, string? refusal)
    {
        var asked = request is UnitRequest.Start or UnitRequest.Restart ? Refusals.WithUnaskedNeeds(member) : [];
        var falling = request is UnitRequest.Start or UnitRequest.Reset ? [] : TopologicalOrder.Of(Falling(member.Units));
        var (rising, lost) = Outcome(asked, falling, request is UnitRequest.Stop or UnitRequest.Remove ? member.Units : []);
        if (request == UnitRequest.Start && Followers(lost) is { Count: > 0 } followers)
        {
            // What had completed is to run again, and cannot: those who ran on behind it lose it.
            falling = TopologicalOrder.Of(Falling(followers));
            (rising, _) = Outcome(asked, falling, []);
        }

        return new()
        {
            Request = request,
            Unit = member.Name,
            Refusal = refusal,
            Stops = refusal is null ? Names(Enumerable.Reverse(falling).Where(static unit => unit.IsLive)) : [],
            Starts = refusal is null ? Names(rising) : [],
        };
    }

    /// <summary>Units, and all that need them.</summary>
    private static HashSet<Unit> Falling(IEnumerable<Unit> units)
    {
        var falling = new HashSet<Unit>(units, ReferenceEqualityComparer.Instance);
        var open = new Stack<Unit>(falling);
        while (open.TryPop(out var unit))
        {
            foreach (var edge in unit.Dependents)
            {
                if (edge.IsNeed && falling.Add(edge.Dependent))
                {
                    open.Push(edge.Dependent);
                }
            }
        }

        return falling;
    }

    /// <summary>Those up that follow one of these, also behind such as had completed.</summary>
    private static List<Unit> Followers(IEnumerable<Unit> units)
    {
        var followers = new List<Unit>();
        var seen = new HashSet<Unit>(units, ReferenceEqualityComparer.Instance);
        var open = new Stack<Unit>(seen);
        while (open.TryPop(out var unit))
        {
            foreach (var edge in unit.Dependents)
            {
                if (!edge.Follows || !seen.Add(edge.Dependent))
                {
                    continue;
                }

                if (edge.Dependent.IsLive)
                {
                    followers.Add(edge.Dependent);
                }
                else if (edge.Dependent.State == UnitState.Completed)
                {
                    open.Push(edge.Dependent);
                }
            }
        }

        return followers;
    }

    /// <summary>Those who were asked for and are not up, or come back, and those who wait and then lack nothing; and those who wait in vain.</summary>
    private static (List<Unit> Rising, HashSet<Unit> Lost) Outcome(List<Unit> asked, List<Unit> falling, IEnumerable<Unit> down)
    {
        var isAsked = new HashSet<Unit>(asked, ReferenceEqualityComparer.Instance);
        var downs = new HashSet<Unit>(down, ReferenceEqualityComparer.Instance);
        var wanted = asked.Where(static unit => unit.State is not (UnitState.Running or UnitState.Starting)).Concat(falling.Where(static unit => unit.IsLive)).ToHashSet(ReferenceEqualityComparer.Instance);
        var candidates = Falling(asked.Concat(falling));
        var (rising, order) = (new HashSet<Unit>(ReferenceEqualityComparer.Instance), new List<Unit>());
        var up = new HashSet<Unit>(ReferenceEqualityComparer.Instance);
        var lost = new HashSet<Unit>(ReferenceEqualityComparer.Instance);
        foreach (var unit in TopologicalOrder.Of(candidates).Where(unit => !downs.Contains(unit)))
        {
            var waits = Waits(unit);
            if (!unit.Needs.TrueForAll(IsMet))
            {
                if ((waits || unit.State == UnitState.Completed) && unit.Needs.Exists(IsInVain))
                {
                    lost.Add(unit);
                }
            }
            else if (waits)
            {
                rising.Add(unit);
                order.Add(unit);
                up.Add(unit);
            }
            else if (unit is { Wish: UnitWish.Up, State: UnitState.Running or UnitState.Completed })
            {
                up.Add(unit);
            }
        }

        return (order, lost);

        bool Waits(Unit unit) => wanted.Contains(unit)
            ? unit.Wish == UnitWish.Up || isAsked.Contains(unit)
            : unit is { Wish: UnitWish.Up, RetiredBy: null, State: UnitState.Pending or UnitState.Skipped or UnitState.Restarting };

        bool IsUp(Unit unit) => candidates.Contains(unit) ? up.Contains(unit) : unit.IsAvailable;

        bool IsLost(Unit unit) => lost.Contains(unit) || (unit.LostTo is not null && !rising.Contains(unit));

        bool IsInVain(Edge edge) => edge.Follows && !IsMet(edge) && (IsLost(edge.Need) || edge is { Kind: EdgeKind.Bound, Need: { IsLasting: true, State: UnitState.Completed } });

        bool IsMet(Edge edge) => edge.Kind switch
        {
            EdgeKind.Required => IsUp(edge.Need),
            EdgeKind.Bound => IsUp(edge.Need) && (rising.Contains(edge.Need) || edge.Need is not { IsLasting: true, State: UnitState.Completed } || (edge.Dependent.State == UnitState.Completed && !wanted.Contains(edge.Dependent))),
            EdgeKind.Optional => IsUp(edge.Need) || IsLost(edge.Need) || edge.Need.State is UnitState.Restarting or UnitState.Failed,
            _ => true,
        };
    }

    private static IReadOnlyList<string> Names(IEnumerable<Unit> units) => [.. units.Select(static unit => unit.Name)];
}
