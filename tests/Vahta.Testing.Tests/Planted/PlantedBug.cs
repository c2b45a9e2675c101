namespace Vahta.Testing.Tests.Planted;

/// <summary>What the kit must do with a bug that only some orders show: find it, replay it, and find nothing where it is mended.</summary>
internal static class PlantedBug
{
    private const int Seeds = 1_000;

    public static void IsFoundAndReplayed(Func<bool, Func<Simulation, Task>> scenario, string message)
    {
        Simulation.Explore(Seeds, scenario(false));
        Simulation.Run(scenario(true), seed: 0);

        var found = Assert.Throws<SimulationException>(() => Simulation.Explore(Seeds, scenario(true)));
        var replayed = Assert.Throws<SimulationException>(() => Simulation.Run(scenario(true), found.Seed));

        Assert.Contains(message, found.Message, StringComparison.Ordinal);
        Assert.Contains($"Simulation.Run(scenario, seed: {found.Seed})", found.Message, StringComparison.Ordinal);
        Assert.Equal(found.Message, replayed.Message);
    }
}
