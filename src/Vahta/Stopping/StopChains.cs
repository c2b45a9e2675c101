using Vahta.Deadlines;
using Vahta.Graph;
using Vahta.Units;

namespace Vahta.Stopping;

/// <summary>What each unit and the longest chain of its needs ask of the stop budget: measured all at once, in time linear in units and edges.</summary>
internal sealed class StopChains
{
    private Link[] _links = [];

    /// <summary>The longest of all chains, when they were measured.</summary>
    public ChainLength Longest { get; private set; }

    /// <summary>Measures them, anew where they were before.</summary>
    /// <param name="units">All units of the graph.</param>
    /// <param name="ownOf">What a unit itself asks for; nothing where it has ended.</param>
    /// <returns>The longest of all chains.</returns>
    public ChainLength Measure(IReadOnlyCollection<Unit> units, Func<Unit, StopShare> ownOf)
    {
        var longest = default(ChainLength);
        var order = TopologicalOrder.Of(units);
        _links = new Link[order.Count];
        for (var place = 0; place < order.Count; place++)
        {
            var unit = order[place];
            var behind = default(ChainLength);
            foreach (var edge in unit.Needs)
            {
                behind = edge.OrdersStop ? ChainLength.Longest(behind, _links[edge.Need.Measured].Weight) : behind;
            }

            var own = ownOf(unit);
            var chain = ChainLength.Of(own).Plus(behind);
            unit.Measured = place;
            _links[place] = new(own.Grace, own.Abort, chain, Weight: IsIdle(unit) ? behind : chain);
            longest = ChainLength.Longest(longest, _links[place].Weight);
        }

        return Longest = longest;
    }

    /// <summary>The longest chain from a unit down its needs, itself included.</summary>
    public ChainLength Of(Unit unit) => _links[unit.Measured].Chain;

    /// <summary>A unit's share of a budget when its turn comes.</summary>
    public StopShare ShareOf(Unit unit, TimeSpan now, StopBudget budget)
    {
        var link = _links[unit.Measured];
        var own = new StopShare(link.Grace, link.Abort);
        return link.Weight == link.Chain || budget.UnitsUntil == Instant.Never
            ? budget.ShareOf(now, own, link.Chain)
            : own.AtMost(budget.UnitsUntil.Since(now).Since(budget.Promised(link.Weight, Longest))) with { Until = budget.UnitsUntil, Reserved = link.Weight.Time };
    }

    // A pool that holds nothing ends at once, and nobody before it gets less for its sake. Should a server leave work with it yet, it has what those behind it can spare.
    private static bool IsIdle(Unit unit) => unit is { Kind: UnitKind.Pool, Body.HoldsItems: false };

    /// <summary>A unit's part.</summary>
    /// <param name="Grace">Its own grace.</param>
    /// <param name="Abort">Its own time from being aborted to being abandoned.</param>
    /// <param name="Chain">What it and those behind it ask for.</param>
    /// <param name="Weight">What of that counts for those before it.</param>
    private readonly record struct Link(TimeSpan Grace, TimeSpan Abort, ChainLength Chain, ChainLength Weight);
}
