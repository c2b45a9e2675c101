namespace Vahta.Testing.Tests.Tracing;

public sealed class EndedWithinTests
{
    [Fact]
    public void It_holds_where_every_dispatcher_has_stopped_in_time() => Simulation.Explore(10, async simulation =>
    {
        await LiveAsync(simulation);
        await LiveAsync(simulation);
        await using var neverStarted = new Dispatcher(simulation.Options);

        simulation.Trace.AssertEndedWithin(TimeSpan.FromSeconds(3));
    });

    [Fact]
    public void A_stop_that_took_too_long_is_told_with_its_time() => Simulation.Run(async simulation =>
    {
        await LiveAsync(simulation);

        Assert.Equal(
            "The dispatcher took 3 s to stop, which was to take at most 2.5 s.",
            simulation.Trace.Says(trace => trace.AssertEndedWithin(TimeSpan.FromSeconds(2.5))));
    });

    [Fact]
    public void A_dispatcher_that_has_not_stopped_is_told_with_whether_it_was_asked_to() => Simulation.Run(async simulation =>
    {
        var dispatcher = Define(simulation);
        await dispatcher.StartAsync();
        Assert.Equal("The dispatcher has not stopped, and nobody asked it to.", simulation.Trace.Says(trace => trace.AssertEndedWithin(TimeSpan.MaxValue)));

        simulation.Stop();
        Assert.Equal("The dispatcher has not stopped.", simulation.Trace.Says(trace => trace.AssertEndedWithin(TimeSpan.MaxValue)));
        await dispatcher.StopAsync();
        simulation.Trace.AssertEndedWithin(TimeSpan.FromSeconds(3));
    });

    private static async Task LiveAsync(Simulation simulation)
    {
        var dispatcher = Define(simulation);
        await dispatcher.StartAsync();
        await dispatcher.StopAsync();
    }

    private static Dispatcher Define(Simulation simulation)
    {
        var dispatcher = new Dispatcher(simulation.Options);
        dispatcher.AddLifespan("database", simulation.Holds("database", teardown: 3));
        return dispatcher;
    }
}
