namespace Vahta.Bench;

/// <summary>Who needs whom in a population: each the given ones of those before it.</summary>
public sealed record Shape(Func<int, int[]> Needs)
{
    private const int LatticeWidth = 316;
    private const int RandomReach = 50;

    public static Shape Wide { get; } = new(static _ => []);

    public static Shape Chain { get; } = new(static index => index == 0 ? [] : [index - 1]);

    /// <summary>Diamonds side by side, 316 a row: each needs the one above it and the one before it.</summary>
    public static Shape Lattice { get; } = new(static index => (index / LatticeWidth, index % LatticeWidth) switch
    {
        (0, 0) => [],
        (0, _) => [index - 1],
        (_, 0) => [index - LatticeWidth],
        _ => [index - LatticeWidth, index - 1],
    });

    /// <summary>Each needs none to three of the fifty before it; the same graph whenever it is drawn from the same seed.</summary>
    public static Shape Random(int seed = 1) => new(index =>
    {
        var random = new Random(unchecked((seed * 1_000_003) + index));
        var needs = new HashSet<int>();
        for (var more = index == 0 ? 0 : random.Next(4); more > 0; more--)
        {
            needs.Add(random.Next(Math.Max(0, index - RandomReach), index));
        }

        return [.. needs];
    });
}
