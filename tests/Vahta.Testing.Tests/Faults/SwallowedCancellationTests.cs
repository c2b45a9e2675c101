namespace Vahta.Testing.Tests.Faults;

public sealed class SwallowedCancellationTests
{
    [Fact]
    public void G1_a_setup_that_swallowed_its_cancellation_is_the_units_own_and_has_something_to_tear_down() => Simulation.Run(async simulation =>
    {
        var dispatcher = new Dispatcher(simulation.Options);
        dispatcher.AddLifespan("database", _ => NoteAsync("up"), _ => NoteAsync("down")).StopWithin(TimeSpan.FromSeconds(3));
        simulation.Faults.SwallowCancellation("database", FaultPoint.Start);
        var starting = dispatcher.StartAsync();
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(1));

        var report = await dispatcher.StopAsync();
        await starting;

        Assert.Equal((0, TimeSpan.FromSeconds(3)), (report.ExitCode, report.Stopping));
        Assert.Equal(["up", "down"], simulation.Trace.Entries.Select(entry => entry.What).Where(what => what is "up" or "down"));
        simulation.Trace.AssertPaired();

        Task NoteAsync(string what)
        {
            simulation.Note(what);
            return Task.CompletedTask;
        }
    });
}
