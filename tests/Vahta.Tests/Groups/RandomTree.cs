using CsCheck;

namespace Vahta.Tests.Groups;

/// <summary>A generated supervision tree, and what is asked of it: groups in groups, units in them that die, and requests at random moments.</summary>
internal sealed record RandomTree(IReadOnlyList<RandomTree.Node> Groups, IReadOnlyList<RandomTree.Leaf> Units, IReadOnlyList<RandomTree.Ask> Asks, double StopAfter, int Seed)
{
    public const int MostGroups = 4;
    public const int MostUnits = 6;

    private static readonly Gen<Node> s_node = Gen.Select(Gen.Int[-1, MostGroups - 2], Gen.Int[-1, 2], Gen.Int[0, 4], Gen.Int[0, 2], Gen.Int[0, 7])
        .Select(static (parent, strategy, limit, restarts, words) => new Node(parent, strategy < 0 ? null : (GroupStrategy)strategy, limit, restarts, IsIgnored: words == 0, IsInOrder: words == 1));

    private static readonly Gen<Leaf> s_leaf = Gen.Select(
        Gen.Select(Gen.Int[-1, MostGroups - 1], Gen.Int[0, 3], Gen.Int[-1, MostUnits - 2], Gen.Int[0, 2]),
        Gen.Select(Gen.Int[0, 3], Gen.Int[1, 12], Gen.Int[0, 6], Gen.Int[0, 9]))
        .Select(static (place, life) => new Leaf(place.Item1, place.Item2, place.Item3, (Dependency)place.Item4, life.Item1, life.Item2 / 4.0, life.Item3 / 4.0, life.Item4));

    private static readonly Gen<Ask> s_ask = Gen.Select(Gen.Int[0, MostUnits + MostGroups - 1], Gen.Int[0, 4], Gen.Int[0, 8])
        .Select(static (whom, what, pause) => new Ask(whom, (UnitRequest)what, pause / 4.0));

    public static Gen<RandomTree> Any { get; } = Gen.Select(s_node.Array[1, MostGroups], s_leaf.Array[2, MostUnits], s_ask.Array[0, 8], Gen.Int[0, 40], Gen.Int[1, 1_000_000])
        .Select(static (groups, units, asks, stop, seed) => new RandomTree(groups, units, asks, stop / 4.0, seed));

    public override string ToString() => string.Join('\n', [.. Groups, .. Units, .. Asks, $"stop after {StopAfter}, seed {Seed}"]);

    /// <summary>A group: the earlier one it is in (-1: none), and how often it may restart itself.</summary>
    public sealed record Node(int Parent, GroupStrategy? Strategy, int Limit, int Restarts, bool IsIgnored, bool IsInOrder);

    /// <summary>A unit: where it is, its policy (0: what its group says), the earlier unit it needs (-1: none), and how it lives.</summary>
    /// <param name="Group">The group; -1 for the top.</param>
    /// <param name="Policy">0 what its group says, 1 never, 2 after failures, 3 always.</param>
    /// <param name="Need">The earlier unit it needs; -1 for none.</param>
    /// <param name="Edge">How.</param>
    /// <param name="Crashes">How many of its runs die.</param>
    /// <param name="After">After how many seconds.</param>
    /// <param name="Teardown">How long it takes to go down.</param>
    /// <param name="Oddity">0 ends by itself instead of dying, 1 fails in its first teardown, 2 hangs in it, 3 is ignored.</param>
    public sealed record Leaf(int Group, int Policy, int Need, Dependency Edge, int Crashes, double After, double Teardown, int Oddity);

    public sealed record Ask(int Whom, UnitRequest What, double Pause);
}
