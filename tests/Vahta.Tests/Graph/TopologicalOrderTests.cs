using CsCheck;
using Vahta.Graph;
using static Vahta.Tests.Graph.GeneratedGraph;

namespace Vahta.Tests.Graph;

public sealed class TopologicalOrderTests
{
    [Fact]
    public void Each_unit_comes_once_and_after_all_it_needs() => Acyclic.Sample(drawing =>
    {
        var order = Order(drawing);
        return order.Order().SequenceEqual(Enumerable.Range(0, drawing.Count))
            && drawing.Afters.All(after => order.IndexOf(after.Need) < order.IndexOf(after.Unit));
    });

    // A unit may stand before one registered earlier only if that one had to wait for something that comes later.
    [Fact]
    public void Of_those_that_are_free_the_one_registered_first_comes_first() => Acyclic.Sample(drawing =>
    {
        var order = Order(drawing);
        var placed = new HashSet<int>();
        return order.All(unit =>
        {
            var free = Enumerable.Range(0, drawing.Count).Where(one => !placed.Contains(one) && drawing.Afters.All(after => after.Unit != one || placed.Contains(after.Need)));
            var isFirst = free.Min() == unit;
            placed.Add(unit);
            return isFirst;
        });
    });

    [Fact]
    public void Exactly_those_on_or_behind_a_cycle_are_missing() => Any.Sample(drawing =>
    {
        var stuck = Enumerable.Range(0, drawing.Count)
            .Where(unit => Enumerable.Range(0, drawing.Count).Any(one => drawing.Reaches(one, one) && (one == unit || drawing.Reaches(unit, one))));
        return Order(drawing).Order().SequenceEqual(Enumerable.Range(0, drawing.Count).Except(stuck));
    });

    private static List<int> Order(Drawing drawing)
    {
        var graph = drawing.Build();
        graph.Join();
        return [.. TopologicalOrder.Of(graph.Units).Select(unit => IndexOf(unit.Name))];
    }
}
