using CsCheck;

namespace Vahta.Tests.Requests;

/// <summary>Random units, requests and failures, in random interleavings.</summary>
public sealed class RandomLivesTests
{
    private const int Units = 5;

    // More are asked for with CsCheck_Iter, a failed one is repeated with CsCheck_Seed.
    private static readonly long s_lives = Math.Max(200, Check.Iter);

    private static readonly Gen<RandomUnit> s_unit =
        Gen.Select(OneOf(UnitKind.Task, UnitKind.Task, UnitKind.Lifespan, UnitKind.Job), Gen.Int[0, RandomLife.Policies.Count - 1], Gen.Int[-3, 3].Array[Units], Gen.Int[0, 4], Gen.Int[0, 39])
            .Select((kind, policy, needs, setup, rare) => new RandomUnit(kind, policy, needs, setup, IsManual: rare < 4, IsIgnored: rare < 38));

    private static readonly Gen<RandomDeed> s_deed =
        Gen.Select(OneOf(Deed.Start, Deed.Start, Deed.Stop, Deed.Stop, Deed.Restart, Deed.Restart, Deed.Remove, Deed.Reset, Deed.Crash, Deed.Crash, Deed.Crash, Deed.End, Deed.Hang, Deed.Jump), Gen.Int[0, Units - 1], Gen.Int[0, 6])
            .Select((what, unit, pause) => new RandomDeed(what, unit, pause));

    private static readonly Gen<RandomDeed> s_stopAll = Gen.Int[0, 6].Select(pause => new RandomDeed(Deed.StopAll, 0, pause));

    [Fact]
    public void G6_S67_runs_pair_up_stops_win_and_nothing_hangs_whatever_is_asked_and_whatever_dies() =>
        Gen.Select(s_unit.Array[Units], s_deed.Array[1, 30], Gen.Int[0, 1_000_000]).Sample(
            (units, deeds, seed) => Scenario.Run(seed, world => new RandomLife(world, units).LiveAsync(deeds)), iter: s_lives, threads: 1);

    [Fact]
    public void G6_S27_so_too_when_everything_is_stopped_in_the_middle_of_it() =>
        Gen.Select(s_unit.Array[Units], s_deed.Array[1, 20], s_stopAll, s_deed.Array[0, 10], Gen.Int[0, 1_000_000]).Sample(
            (units, before, stop, after, seed) => Scenario.Run(seed, world => new RandomLife(world, units).LiveAsync([.. before, stop, .. after])), iter: s_lives, threads: 1);

    private static Gen<T> OneOf<T>(params T[] choices) => Gen.Int[0, choices.Length - 1].Select(index => choices[index]);
}
