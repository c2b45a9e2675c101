using Vahta.Graph;
using Vahta.Units;

namespace Vahta.Stopping;

/// <summary>What each unit and the longest chain of its needs ask of the stop budget: computed once, in time linear in units and edges.</summary>
internal static class StopChains
{
    /// <param name="units">All units of the graph.</param>
    /// <param name="ownOf">What a unit itself asks for; nothing where it has ended.</param>
    /// <returns>The longest of all chains.</returns>
    public static ChainLength Measure(IReadOnlyCollection<Unit> units, Func<Unit, StopShare> ownOf)
    {
        var longest = default(ChainLength);
        foreach (var unit in TopologicalOrder.Of(units))
        {
            var behind = default(ChainLength);
            foreach (var edge in unit.Needs.Where(static edge => edge.OrdersStop))
            {
                behind = ChainLength.Longest(behind, edge.Need.Chain);
            }

            unit.Own = ownOf(unit);
            unit.Chain = ChainLength.Of(unit.Own).Plus(behind);
            longest = ChainLength.Longest(longest, unit.Chain);
        }

        return longest;
    }
}
