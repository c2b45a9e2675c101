using CsCheck;
using Vahta.Graph;
using static Vahta.Tests.Graph.GeneratedGraph;

namespace Vahta.Tests.Graph;

public sealed class UnitGraphTests
{
    [Fact]
    public void Every_after_is_one_edge_seen_from_both_ends() => Acyclic.Sample(drawing =>
    {
        var graph = drawing.Build();
        var mistakes = graph.Join();
        var needs = graph.Units.SelectMany(unit => unit.Needs).ToList();
        var dependents = graph.Units.SelectMany(unit => unit.Dependents).ToHashSet();
        return mistakes.Count == 0
            && needs.Select(edge => (IndexOf(edge.Dependent.Name), IndexOf(edge.Need.Name))).Order().SequenceEqual(drawing.Afters.Order())
            && dependents.SetEquals(needs);
    });

    [Fact]
    public void A_definition_is_refused_if_and_only_if_it_has_a_cycle() => Any.Sample(drawing =>
        (drawing.Build().Join().Count > 0) == Enumerable.Range(0, drawing.Count).Any(unit => drawing.Reaches(unit, unit)));

    [Fact]
    public void Every_path_that_is_printed_is_a_cycle_of_the_definition() => Any.Sample(drawing => drawing.Build().Join().All(mistake =>
    {
        var path = mistake.Split(": ")[1].Split(". ")[0].Split(" -> ").Select(IndexOf).ToList();
        return path.Count > 2
            && path[0] == path[^1]
            && path.Skip(1).Distinct().Count() == path.Count - 1
            && path.Zip(path.Skip(1)).All(drawing.Afters.Contains);
    }));

    [Fact]
    public void No_unit_is_on_two_printed_paths() => Any.Sample(drawing =>
    {
        var paths = drawing.Build().Join().Select(mistake => mistake.Split(": ")[1].Split(". ")[0].Split(" -> ").Distinct());
        var named = paths.SelectMany(path => path).ToList();
        return named.Distinct().Count() == named.Count;
    });

    [Fact]
    public void In_order_every_unit_is_chained_and_no_after_is_lost() => Acyclic.Sample(drawing =>
    {
        var graph = drawing.Build(inOrder: true);
        var mistakes = graph.Join();
        var order = TopologicalOrder.Of(graph.Units);
        var edges = graph.Units.SelectMany(unit => unit.Needs).ToList();
        return mistakes.Count == 0
            && order.Zip(order.Skip(1)).All(pair => pair.Second.Needs.Exists(edge => edge.Need == pair.First))
            && edges.Where(edge => edge.Kind != EdgeKind.OrderOnly).Select(edge => (IndexOf(edge.Dependent.Name), IndexOf(edge.Need.Name)))
                .Order().SequenceEqual(drawing.Afters.Order())
            && edges.Select(edge => (edge.Need, edge.Dependent)).Distinct().Count() == edges.Count;
    });

    [Fact]
    public void Undrawn_and_joined_again_it_is_the_same_graph() => Any.Sample(drawing =>
    {
        var graph = drawing.Build();
        var first = graph.Join();
        graph.Undraw();
        var isBare = graph.Units.All(unit => unit is { HasJoined: false, Needs.IsEmpty: true, Dependents.IsEmpty: true });
        return isBare && graph.Join().SequenceEqual(first);
    });

    [Theory]
    [InlineData(UnitKind.Lifespan, null, "Bound")]
    [InlineData(UnitKind.Task, null, "Required")]
    [InlineData(UnitKind.Job, null, "Required")]
    [InlineData(UnitKind.Lifespan, Dependency.Required, "Required")]
    [InlineData(UnitKind.Lifespan, Dependency.Optional, "Optional")]
    [InlineData(UnitKind.Task, Dependency.Bound, "Bound")]
    public void What_is_not_said_is_bound_on_a_lifespan_and_required_otherwise(UnitKind need, Dependency? said, string kind)
    {
        var dispatcher = new Dispatcher();
        var other = need switch
        {
            UnitKind.Lifespan => dispatcher.AddLifespan("other", static _ => Task.FromResult(1)),
            UnitKind.Job => dispatcher.AddJob("other", static _ => Task.CompletedTask),
            _ => dispatcher.AddTask("other", static _ => Task.CompletedTask),
        };

        Assert.Equal(kind, new Declaration("other", null, said).KindFor(other.Unit).ToString());
    }

    [Theory]
    [InlineData("Required", true)]
    [InlineData("Bound", true)]
    [InlineData("Optional", false)]
    [InlineData("OrderOnly", false)]
    public void Only_what_is_required_or_bound_follows_its_need(string kind, bool follows)
    {
        var graph = new Drawing(2, []).Build();
        var units = graph.Units.ToList();

        Assert.Equal(follows, new Edge(units[0], units[1], Enum.Parse<EdgeKind>(kind)).Follows);
    }
}
