namespace Vahta.Testing.Tests.Faults;

public sealed class RunNumberTests
{
    [Fact]
    public void A_fault_strikes_in_the_run_it_is_planned_for() => Simulation.Explore(10, async simulation =>
    {
        await using var dispatcher = new Dispatcher(simulation.Options);
        var database = dispatcher.AddLifespan("database", simulation.Holds("database"));
        simulation.Faults.BeSlow("database", FaultPoint.Start, TimeSpan.FromSeconds(5), run: 2);

        Assert.Equal([0, 5, 0], await StartsAsync(simulation, dispatcher, database));
    });

    [Fact]
    public void Without_a_number_it_is_the_first_and_strikes_once() => Simulation.Explore(10, async simulation =>
    {
        await using var dispatcher = new Dispatcher(simulation.Options);
        var database = dispatcher.AddLifespan("database", simulation.Holds("database"));
        simulation.Faults.BeSlow("database", FaultPoint.Start, TimeSpan.FromSeconds(5));

        Assert.Equal([5, 0, 0], await StartsAsync(simulation, dispatcher, database));
    });

    [Fact]
    public void EveryRun_is_every_run() => Simulation.Explore(10, async simulation =>
    {
        await using var dispatcher = new Dispatcher(simulation.Options);
        var database = dispatcher.AddLifespan("database", simulation.Holds("database"));
        simulation.Faults.BeSlow("database", FaultPoint.Start, TimeSpan.FromSeconds(5), FaultPlan.EveryRun);

        Assert.Equal([5, 5, 5], await StartsAsync(simulation, dispatcher, database));
    });

    [Fact]
    public void Several_faults_wait_for_their_runs() => Simulation.Explore(10, async simulation =>
    {
        await using var dispatcher = new Dispatcher(simulation.Options);
        var database = dispatcher.AddLifespan("database", simulation.Holds("database"));
        simulation.Faults
            .BeSlow("database", FaultPoint.Start, TimeSpan.FromSeconds(5), run: 3)
            .BeSlow("DATABASE", FaultPoint.Start, TimeSpan.FromSeconds(2), run: 1);

        Assert.Equal([2, 0, 5], await StartsAsync(simulation, dispatcher, database));
    });

    [Fact]
    public void A_run_that_does_not_come_is_said_in_NotStruck() => Simulation.Run(async simulation =>
    {
        await using var dispatcher = new Dispatcher(simulation.Options);
        dispatcher.AddTask("poller", simulation.Serves("poller"));
        simulation.Faults
            .Throw("poller", FaultPoint.Run, new IOException(), run: 2)
            .BeSlow("poller", FaultPoint.Start, TimeSpan.FromSeconds(1.5))
            .Hang("OnStopped #1", FaultPoint.Hook);

        await dispatcher.StartAsync();
        Assert.Equal(["'poller' throws IOException at Run", "'OnStopped #1' hangs at Hook"], simulation.Faults.NotStruck);
    });

    [Fact]
    public void There_is_no_run_before_the_first() => Simulation.Run(simulation =>
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => simulation.Faults.Hang("poller", FaultPoint.Run, run: -1));
        return Task.CompletedTask;
    });

    private static async Task<List<double>> StartsAsync(Simulation simulation, Dispatcher dispatcher, UnitHandle unit)
    {
        await dispatcher.StartAsync();
        for (var run = 2; run <= 3; run++)
        {
            await dispatcher.StopAsync(unit);
            await dispatcher.StartAsync(unit);
        }

        return [.. simulation.Trace.Of<UnitReady>(unit.Name).Select(ready => ready.Took.TotalSeconds)];
    }
}
