using CsCheck;

namespace Vahta.Tests.Graph;

/// <summary>Random parts within parts, random needs between their units.</summary>
public sealed class RandomNestingTests
{
    private const int Parts = 5;

    // The part around each, which comes before it, or none; the part of each unit, or none; who comes after whom, the later after the earlier or the other way.
    private static readonly Gen<(int[] Around, int[] In, (int, int)[] Afters, bool Backwards)> s_any = Gen.Select(
        Gen.Int[-1, Parts - 2].Array[Parts], Gen.Int[-1, Parts - 1].Array[1, 12], Gen.Select(Gen.Int[0, 11], Gen.Int[0, 11]).Array[0, 12], Gen.Bool);

    [Fact]
    public void C1_C2_G4_every_part_starts_after_what_is_around_it_and_stops_before_unless_that_needs_it() => s_any.Sample(static drawn => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        var parts = new UnitGroup[Parts];
        for (var part = 0; part < Parts; part++)
        {
            var around = Around(drawn.Around, part);
            parts[part] = (around < 0 ? (IUnitCollection)dispatcher : parts[around]).AddGroup($"part{part}");
            Assert.True(dispatcher.TryNest(parts[part]));
        }

        var units = drawn.In.Select((part, index) => (part < 0 ? (IUnitCollection)dispatcher : parts[part]).AddLifespan($"unit{index}", world.Holds($"{index}"))).ToArray();
        var needs = new HashSet<(int Unit, int Need)>();
        foreach (var (one, other) in drawn.Afters)
        {
            var (early, late) = (Math.Min(one, other) % units.Length, Math.Max(one, other) % units.Length);
            if (early < late)
            {
                var (unit, need) = drawn.Backwards ? (early, late) : (late, early);
                units[unit].After(units[need]);
                needs.Add((unit, need));
            }
        }

        await dispatcher.StartAsync();
        await dispatcher.StopAsync();

        for (var inner = 0; inner < units.Length; inner++)
        {
            for (var outer = 0; outer < units.Length; outer++)
            {
                var isOrdered = needs.Contains((inner, outer)) || (needs.Count == 0 && IsWithin(drawn.Around, drawn.In[inner], drawn.In[outer]));
                Assert.True(!isOrdered || (Place($"{outer} up") < Place($"{inner} up") && Place($"{inner} down") < Place($"{outer} down")), $"{inner} and {outer}: {string.Join(", ", world.Journal)}");
            }
        }

        Assert.Equal(2 * units.Length, world.Journal.Count);

        int Place(string line) => world.Journal.ToList().IndexOf(line);
    }), iter: 1000);

    private static int Around(int[] around, int part) => around[part] < part ? around[part] : -1;

    // Whether the one part is in the other, however deep, and is not the same.
    private static bool IsWithin(int[] around, int inner, int outer)
    {
        while (inner >= 0)
        {
            inner = Around(around, inner);
            if (inner == outer)
            {
                return true;
            }
        }

        return false;
    }
}
