using Vahta.Graph;
using Vahta.Units;

namespace Vahta.Requests;

/// <summary>Works out what a request would do. Reads the graph, and changes nothing.</summary>
internal static class Previews
{
    public static RequestPreview Of(UnitRequest request, Unit member, string? refusal)
    {
        var falling = request is UnitRequest.Start or UnitRequest.Reset ? [] : TopologicalOrder.Of(Falling(member.Units));
        var asked = request is UnitRequest.Start or UnitRequest.Restart ? Refusals.WithUnaskedNeeds(member) : [];
        return new()
        {
            Request = request,
            Unit = member.Name,
            Refusal = refusal,
            Stops = refusal is null ? Names(Enumerable.Reverse(falling).Where(static unit => unit.IsLive)) : [],
            Starts = refusal is null ? Names(Rising(asked, request == UnitRequest.Restart ? falling : [])) : [],
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

    /// <summary>Those who were asked for and are not up, or come back; and those who wait and then lack nothing.</summary>
    private static IEnumerable<Unit> Rising(List<Unit> asked, List<Unit> falling)
    {
        var wanted = asked.Where(unit => unit.State is not (UnitState.Running or UnitState.Starting)).Concat(falling.Where(static unit => unit.IsLive)).ToHashSet(ReferenceEqualityComparer.Instance);
        var candidates = Falling(asked);
        var rising = new HashSet<Unit>(ReferenceEqualityComparer.Instance);
        foreach (var unit in TopologicalOrder.Of(candidates))
        {
            var isWanted = wanted.Contains(unit) || (unit is { Wish: UnitWish.Up, RetiredBy: null, State: UnitState.Pending or UnitState.Skipped or UnitState.Restarting });
            if (isWanted && unit.Needs.TrueForAll(edge => rising.Contains(edge.Need) || (edge.Need.IsAvailable && !wanted.Contains(edge.Need)) || edge.Kind == EdgeKind.OrderOnly))
            {
                rising.Add(unit);
                yield return unit;
            }
        }
    }

    private static IReadOnlyList<string> Names(IEnumerable<Unit> units) => [.. units.Select(static unit => unit.Name)];
}
