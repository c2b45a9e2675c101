using CsCheck;
using Vahta.Deadlines;
using Vahta.Graph;
using Vahta.Stopping;
using Vahta.Units;

namespace Vahta.Tests.Stopping;

/// <summary>The arithmetic of the budget, over random graphs whose units use up as much of their shares as they like.</summary>
public sealed class StopSharesOfChainsTests
{
    private static readonly TimeSpan s_rounding = TimeSpan.FromMicroseconds(50);

    private static readonly Gen<Case> s_cases = Gen.Select(
        Gen.OneOf(Gen.Int[1, 200], Gen.Int[1000, 90_000], Gen.Const(0)),
        Gen.Select(Gen.OneOf(Gen.Int[0, 300], Gen.Int[0, 30_000], Gen.Const(-1)), Gen.Int[0, 255], Gen.Double.Unit).Array[1, 8],
        Gen.Int[0, 100],
        (budget, units, late) => new Case(budget, [.. units.Select(unit => new UnitCase(unit.Item1, unit.Item2, unit.Item3))], late));

    [Fact]
    public void G2_shares_on_any_chain_fit_the_budget() => s_cases.Sample(one =>
    {
        var stop = Simulate(one);

        Assert.All(stop.Units, unit => Assert.True(unit.Ended <= stop.Budget.UnitsUntil + s_rounding, $"{unit.Ended} > {stop.Budget.UnitsUntil}"));
    }, threads: 1);

    [Fact]
    public void G2_the_share_never_falls_from_the_unit_that_was_waited_for_to_the_one_that_waited() => s_cases.Sample(one =>
    {
        var stop = Simulate(one);

        foreach (var unit in stop.Units.Where(unit => !unit.Unit.Dependents.IsEmpty && stop.FloorsFit))
        {
            var waitedFor = unit.Unit.Dependents.Select(edge => stop.Of(edge.Dependent)).MaxBy(dependent => dependent.Ended)!;
            Assert.True(unit.Fraction >= waitedFor.Fraction - 1e-4, $"{unit} < {waitedFor}");
        }
    }, threads: 1);

    [Fact]
    public void G2_nobody_gets_less_than_was_known_at_the_announcement() => s_cases.Sample(one =>
    {
        var stop = Simulate(one with { LatePercent = 0 });
        var left = stop.Budget.UnitsUntil - stop.Budget.Announced;

        foreach (var unit in stop.Units.Where(_ => stop.FloorsFit))
        {
            var promised = stop.Longest.Part(unit.Own.Grace, left);
            Assert.True(unit.Share.Grace >= promised - s_rounding, $"{unit.Share.Grace} < {promised}");
        }
    }, threads: 1);

    [Fact]
    public void G2_of_every_part_a_tenth_of_a_second_is_kept_while_all_of_them_fit() => s_cases.Sample(one =>
    {
        var stop = Simulate(one with { LatePercent = 0 });
        foreach (var unit in stop.Units.Where(_ => stop.FloorsFit))
        {
            Assert.True(unit.Share.Grace >= Instant.Min(unit.Own.Grace, StopBudget.Floor) - s_rounding);
            Assert.True(unit.Share.Abort >= Instant.Min(unit.Own.Abort, StopBudget.Floor) - s_rounding);
        }
    }, threads: 1);

    [Fact]
    public void S51_an_extension_that_was_granted_leaves_later_units_what_they_ask_for() => s_cases.Sample(one =>
    {
        var stop = Simulate(one with { LatePercent = 0 }, extend: true);

        Assert.All(stop.Units, unit => Assert.True(unit.Ended <= stop.Budget.UnitsUntil + s_rounding));
        if (stop.Longest.Time <= stop.Budget.UnitsUntil - stop.Budget.Announced)
        {
            Assert.All(stop.Units, unit => Assert.True(unit.Share.Grace >= unit.Own.Grace - s_rounding));
        }
    }, threads: 1);

    [Fact]
    public void S37_units_that_have_ended_weigh_nothing_but_carry_the_chain_behind_them()
    {
        var (first, ended, last) = (Unit("first", 3), Unit("ended", 5), Unit("last", 7));
        var graph = new UnitGraph(static () => false);
        ended.Declare(new("first", first, null));
        last.Declare(new("ended", ended, null));
        foreach (var unit in new[] { first, ended, last })
        {
            graph.Add(unit);
        }

        graph.Join();

        var chains = new StopChains();
        var longest = chains.Measure(graph.Units, unit => unit == ended ? default : StopShare.Asked(unit.StopWithin));

        Assert.Equal(TimeSpan.FromSeconds(4), chains.Of(first).Time);
        Assert.Equal(TimeSpan.FromSeconds(4), chains.Of(ended).Time);
        Assert.Equal(TimeSpan.FromSeconds(12), chains.Of(last).Time);
        Assert.Equal(TimeSpan.FromMilliseconds(400), chains.Of(last).Floors);
        Assert.Equal(chains.Of(last), longest);
    }

    [Fact]
    public void S65_chains_of_a_hundred_thousand_units_are_measured_at_once()
    {
        var graph = new UnitGraph(static () => true);
        for (var index = 0; index < 100_000; index++)
        {
            graph.Add(Unit($"unit-{index}", 1));
        }

        graph.Join();

        Assert.Equal(TimeSpan.FromSeconds(200_000), new StopChains().Measure(graph.Units, unit => StopShare.Asked(unit.StopWithin)).Time);
    }

    private static Unit Unit(string name, double grace)
    {
        var unit = new Unit(name, new WorkBody(UnitKind.Task, _ => Task.CompletedTask));
        unit.Say(settings => settings with { StopWithin = TimeLimit.Of(grace < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(grace), name) });
        return unit;
    }

    // Each unit stops when all that need it have, and uses the given part of its share.
    private static Simulated Simulate(Case one, bool extend = false)
    {
        var graph = new UnitGraph(static () => false);
        var units = one.Units.Select((unit, index) => Unit($"unit-{index}", unit.GraceMs < 0 ? -1 : unit.GraceMs / 1000.0)).ToArray();
        for (var index = 0; index < units.Length; index++)
        {
            graph.Add(units[index]);
            for (var need = 0; need < index; need++)
            {
                if ((one.Units[index].Needs & (1 << need)) != 0)
                {
                    units[index].Declare(new(units[need].Name, units[need], null));
                }
            }
        }

        Assert.Empty(graph.Join());
        var budget = new StopBudget(TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(one.BudgetMs));
        var chains = new StopChains();
        var longest = chains.Measure(graph.Units, unit => budget.Own(unit.StopWithin));
        var ended = new Dictionary<Unit, Stopped>();
        foreach (var (unit, plan) in units.Zip(one.Units).Reverse())
        {
            var turn = unit.Dependents.Select(edge => ended[edge.Dependent].Ended).Append(budget.Announced + (TimeSpan.FromMilliseconds(one.BudgetMs) * (one.LatePercent / 100.0 * 0.8))).Max();
            var own = budget.Own(unit.StopWithin);
            var share = chains.ShareOf(unit, turn, budget);
            var granted = extend ? share.Grantable(turn, share.Total, TimeSpan.FromSeconds(plan.Uses * 20)) : TimeSpan.Zero;
            ended[unit] = new(unit, own, share, turn, turn + (share.Total * (extend ? 1 : plan.Uses)) + granted);
        }

        return new(budget, longest, chains, [.. ended.Values]);
    }

    private sealed record UnitCase(int GraceMs, int Needs, double Uses);

    private sealed record Case(int BudgetMs, UnitCase[] Units, int LatePercent)
    {
        public override string ToString() => $"budget {BudgetMs} ms, {LatePercent} % late, {string.Join(", ", Units.Select(unit => unit.ToString()))}";
    }

    private sealed record Stopped(Unit Unit, StopShare Own, StopShare Share, TimeSpan Turn, TimeSpan Ended)
    {
        /// <summary>How much of what exceeds the floor it got; infinity-like where nothing does.</summary>
        public double Fraction => Own.Grace <= StopBudget.Floor ? FractionOf(Share.Abort, Own.Abort) : FractionOf(Share.Grace, Own.Grace);

        // Above the floor from 1 to 2, below it from 0 to 1.
        private static double FractionOf(TimeSpan got, TimeSpan asked) =>
            got < StopBudget.Floor ? got / Instant.Min(asked, StopBudget.Floor)
            : asked <= StopBudget.Floor ? 2
            : 1 + ((got - StopBudget.Floor) / (asked - StopBudget.Floor));
    }

    private sealed record Simulated(StopBudget Budget, ChainLength Longest, StopChains Chains, Stopped[] Units)
    {
        /// <summary>Whether at each unit's turn there was time for the floors of all behind it.</summary>
        public bool FloorsFit => Units.All(unit => Chains.Of(unit.Unit).Floors <= Budget.UnitsUntil.Since(unit.Turn));

        public Stopped Of(Unit unit) => Units.Single(stopped => stopped.Unit == unit);
    }
}
