using CsCheck;

namespace Vahta.Tests.Model;

/// <summary>Plans drawn at random: their times in milliseconds, or so coarse that many things fall on the same moment.</summary>
internal static class GeneratedPlan
{
    private const int MostUnits = 12;
    private const int MostFaults = 3;

    private enum Fault
    {
        ThrowsAtStart,
        HangsAtStart,
        SwallowsAtStart,
        IsSlowToStart,
        ThrowsAtWork,
        ThrowsAtStop,
        HangsAtStop,
        SwallowsAtStop,
        IsSlowToStop,
    }

    public static Gen<Plan> Any { get; } =
        from grain in Among(1, 1, 100)
        from units in Unit(grain).Array[2, MostUnits]
        from faults in Gen.Select(Gen.Int[0, MostUnits - 1], Gen.Enum<Fault>()).List[0, MostFaults]
        from options in Gen.Select(Gen.Int[0, 3], Gen.Bool, Gen.OneOf(Gen.Const(25_000), Gen.Int[1, 25].Select(static seconds => seconds * 1000), Gen.Const(0)))
        from stop in Gen.Select(Gen.OneOf(Time(grain, 4_000), Time(grain, 15_000), Time(grain, 60_000)), Gen.Enum<Asking>(), Time(grain, 4_000))
        from seed in Gen.Int[1, 1_000_000]
        select new Plan(
            [.. units.Select((unit, index) => With(unit, index, faults))],
            options.Item1 == 0, options.Item2, TimeSpan.FromMilliseconds(options.Item3), stop.Item1, stop.Item2, stop.Item3, seed);

    private static Gen<UnitPlan> Unit(int grain) =>
        from kind in Among(UnitKind.Lifespan, UnitKind.Lifespan, UnitKind.Task, UnitKind.Task, UnitKind.Job)
        from needs in Gen.Select(Gen.Int[0, MostUnits - 1], Gen.Int[0, 3]).List[0, 3]
        from start in Gen.Select(Time(grain, 2_000), Gen.Int[0, 4])
        from work in Gen.Select(Time(grain, 8_000), Gen.Int[0, 2])
        from stop in Time(grain, 2_000)
        from words in Gen.Select(Gen.Int[0, 3], Gen.Int[0, 2], Gen.Int[0, 15])
        from limits in Gen.Select(Among(1_000, 3_000, 30_000), Among(500, 3_000, 10_000))
        select new UnitPlan(
            kind,
            [.. needs.DistinctBy(static need => need.Item1).Select(static need => new Need(need.Item1, need.Item2 == 0 ? Dependency.Optional : null))],
            new(start.Item1, How.Well, start.Item2 == 0 ? Urgency.None : Urgency.Stopping),
            new(work.Item1, work.Item2 == 0 ? How.Well : How.Never, Urgency.Stopping),
            new(stop, How.Well, Urgency.None))
        {
            Notifies = kind == UnitKind.Task && words.Item1 == 0,
            IsIgnored = words.Item2 == 0,
            IsEssential = kind != UnitKind.Lifespan && words.Item3 == 0,
            StartWithin = TimeSpan.FromMilliseconds(limits.Item1),
            StopWithin = TimeSpan.FromMilliseconds(limits.Item2),
        };

    private static Gen<T> Among<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static Gen<TimeSpan> Time(int grain, int most) => Gen.Int[1, most / grain].Select(count => TimeSpan.FromMilliseconds(count * grain));

    // Needs are drawn among all, and those for later units fall away: so there is no circle.
    private static UnitPlan With(UnitPlan unit, int index, List<(int Unit, Fault Fault)> faults)
    {
        unit = unit with { Needs = [.. unit.Needs.Where(need => need.Unit < index)] };
        return faults.Where(fault => fault.Unit == index).Aggregate(unit, static (unit, fault) => With(unit, fault.Fault));
    }

    private static UnitPlan With(UnitPlan unit, Fault fault) => fault switch
    {
        Fault.ThrowsAtStart => unit with { Start = unit.Start with { Ends = How.Throws } },
        Fault.HangsAtStart => unit with { Start = unit.Start with { Ends = How.Never, Heeds = Urgency.None } },
        Fault.SwallowsAtStart => unit with { Start = unit.Start with { Ends = How.Never, Heeds = Urgency.Aborting } },
        Fault.IsSlowToStart => unit with { Start = unit.Start with { Takes = unit.Start.Takes * 4, Heeds = Urgency.None } },
        Fault.ThrowsAtWork => unit with { Work = unit.Work with { Ends = How.Throws } },
        Fault.ThrowsAtStop => unit with { Stop = unit.Stop with { Ends = How.Throws } },
        Fault.HangsAtStop => unit with { Stop = unit.Stop with { Ends = How.Never, Heeds = Urgency.None } },
        Fault.SwallowsAtStop => unit with { Stop = unit.Stop with { Ends = How.Never, Heeds = Urgency.Aborting } },
        _ => unit with { Stop = unit.Stop with { Takes = unit.Stop.Takes * 6 } },
    };
}
