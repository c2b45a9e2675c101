using Vahta.Supervision;

namespace Vahta.Schedules;

/// <summary>The one place where a schedule leaves something to chance. Under an environment, which must be able to repeat a run, it only looks like it.</summary>
internal static class Chance
{
    /// <summary>A number from 0 to 1 for an occurrence of a unit.</summary>
    public static double Draw(Engine engine, string unit, long number) =>
        engine.Environment is null ? Random.Shared.NextDouble() : new Random(Seed(unit, number)).NextDouble();

    // The hash of a string differs from process to process; this one does not.
    private static int Seed(string unit, long number)
    {
        var seed = 17L + number;
        foreach (var letter in unit)
        {
            seed = unchecked((seed * 31) + letter);
        }

        return seed.GetHashCode();
    }
}
