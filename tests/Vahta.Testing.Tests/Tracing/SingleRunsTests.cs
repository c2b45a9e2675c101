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

    [Fact]
    public void An_abandoned_run_goes_on_until_it_has_ended() => Simulation.Run(async simulation =>
    {
        await using var dispatcher = new Dispatcher(simulation.Options);
        var poller = dispatcher.AddTask("poller", _ => simulation.Delay(60)).StopWithin(TimeSpan.FromSeconds(2)).IgnoreFailure();
        await dispatcher.StartAsync();
        await dispatcher.StopAsync(poller);
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(100));
        await dispatcher.StartAsync(poller);

        Assert.Single(simulation.Trace.Of<UnitAbandoned>());
        Assert.Single(simulation.Trace.Of<UnitEndedLate>());
        simulation.Trace.AssertSingleRuns();
        var broken = simulation.Trace.With(events => events.Where(happened => happened is not UnitEndedLate));
        Assert.Equal("Run 2 of 'poller' began before its run 1 had ended.", broken.Says(trace => trace.AssertSingleRuns()));
    });

    [Fact]
    public void A_run_that_begins_before_the_last_has_ended_is_named() => Simulation.Run(async simulation =>
    {
        await using var dispatcher = new Dispatcher(simulation.Options);
        var poller = dispatcher.AddTask("poller", simulation.Serves("poller"));
        await dispatcher.StartAsync();
        await dispatcher.StopAsync(poller);
        await dispatcher.StartAsync(poller);
        simulation.Trace.AssertSingleRuns();

        var broken = simulation.Trace.With(events => events.Where(happened => happened is not (UnitStopped or UnitPending)));

        Assert.Equal("Run 2 of 'poller' began before its run 1 had ended.", broken.Says(trace => trace.AssertSingleRuns()));
    });
}
