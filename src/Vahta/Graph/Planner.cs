using Vahta.Deadlines;
using Vahta.Stopping;
using Vahta.Units;

namespace Vahta.Graph;

/// <summary>Reads off a graph what a start and a stop would do.</summary>
internal static class Planner
{
    public static StartPlan Of(IReadOnlyCollection<Unit> units, TimeSpan stopBudget)
    {
        var order = TopologicalOrder.Of(units);
        var layers = new Dictionary<Unit, int>(ReferenceEqualityComparer.Instance);
        var starts = new Dictionary<Unit, TimeSpan>(ReferenceEqualityComparer.Instance);
        var stops = new Dictionary<Unit, TimeSpan>(ReferenceEqualityComparer.Instance);
        foreach (var unit in order)
        {
            layers[unit] = 1 + unit.Needs.Select(edge => layers[edge.Need]).DefaultIfEmpty(-1).Max();
            starts[unit] = unit.StartWithin.Plus(Longest(unit, starts));
            stops[unit] = StopShare.Asked(unit.Grace).Total.Plus(Longest(unit, stops));
        }

        var worstStop = stops.Values.DefaultIfEmpty().Max();
        return new()
        {
            Layers = [.. order.GroupBy(unit => layers[unit]).OrderBy(layer => layer.Key).Select(layer => layer.Select(unit => unit.Name).ToArray())],
            CriticalPath = [.. Chain(starts).Select(unit => unit.Name).Reverse()],
            WorstStart = starts.Values.DefaultIfEmpty().Max(),
            WorstStop = worstStop,
            Warnings = [.. Warnings(stops, worstStop, stopBudget)],
        };
    }

    private static TimeSpan Longest(Unit unit, Dictionary<Unit, TimeSpan> times) =>
        unit.Needs.Select(edge => times[edge.Need]).DefaultIfEmpty().Max();

    /// <summary>The chain behind the largest time, from its last unit down to its first.</summary>
    private static IEnumerable<Unit> Chain(Dictionary<Unit, TimeSpan> times)
    {
        var unit = LastOfLargest(times.Keys, times);
        while (unit is not null)
        {
            yield return unit;
            unit = LastOfLargest(unit.Needs.Select(edge => edge.Need), times);
        }
    }

    // Endless times are equal however many are added up: the last of them has the others behind it.
    private static Unit? LastOfLargest(IEnumerable<Unit> units, Dictionary<Unit, TimeSpan> times) => units.Reverse().MaxBy(unit => times[unit]);

    private static IEnumerable<string> Warnings(Dictionary<Unit, TimeSpan> stops, TimeSpan worstStop, TimeSpan stopBudget)
    {
        var within = new StopBudget(TimeSpan.Zero, stopBudget).UnitsUntil;
        if (worstStop > within)
        {
            yield return $"The chain {string.Join(" -> ", Chain(stops).Select(unit => unit.Name))} may take {Durations.Text(worstStop)} to stop, and the stop budget of "
                + $"{Durations.Text(stopBudget)} leaves {Durations.Text(within)} for units: their graces will shrink. Lower their StopWithin, or raise StopBudget.";
        }
    }
}
