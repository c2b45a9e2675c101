namespace Vahta.Testing.Tests.Tracing;

public sealed class SingleRunsTests
{
    [Fact]
    public void G6_a_unit_that_went_down_with_what_it_needs_has_ended_when_it_comes_back() => Simulation.Run(async simulation =>
    {
        await using var dispatcher = new Dispatcher(simulation.Options);
        var database = dispatcher.AddLifespan("database", _ => Task.CompletedTask, _ => Task.CompletedTask);
        dispatcher.AddLifespan("cache", _ => Task.CompletedTask, _ => Task.CompletedTask).After(database);
        await dispatcher.StartAsync();
        await dispatcher.StopAsync(database);
        await dispatcher.StartAsync(database);

        await simulation.WaitUntilQuietAsync();

        Assert.Equal(2, simulation.Trace.Of<UnitStarting>("cache").Count);
        simulation.Trace.AssertSingleRuns();
    });
}
