using CsCheck;

namespace Vahta.Tests.Groups;

/// <summary>Whatever the tree, whatever dies, and whatever is asked: the guarantees hold.</summary>
public sealed class RandomTreeTests
{
    // More are asked for with CsCheck_Iter, a failed one is repeated with CsCheck_Seed.
    private static readonly long s_trees = Math.Max(400, Check.Iter);

    [Fact]
    public void G1_G3_G6_hold_in_every_tree_whatever_dies_and_whatever_is_asked() =>
        RandomTree.Any.Sample(static tree => Scenario.Run(tree.Seed, world => new RandomTreeLife(world, tree).RunAsync()), iter: s_trees, threads: 1);
}
