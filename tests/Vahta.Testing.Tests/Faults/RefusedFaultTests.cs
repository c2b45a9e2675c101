namespace Vahta.Testing.Tests.Faults;

public sealed class RefusedFaultTests
{
    [Fact]
    public void A_fault_for_a_unit_that_does_not_exist_fails_the_scenario_and_says_which_exist()
    {
        var failure = Assert.Throws<SimulationException>(() => Simulation.Run(async simulation =>
        {
            await using var dispatcher = new Dispatcher(simulation.Options);
            dispatcher.AddTask("poller", simulation.Serves("poller"));
            dispatcher.AddLifespan("database", simulation.Holds("database"));
            simulation.Faults.Throw("datbase", FaultPoint.Stop, new IOException()).BeSlow("pollers", FaultPoint.Start, TimeSpan.FromSeconds(0.25));
            await dispatcher.StartAsync();
        }));

        Assert.Contains("No dispatcher of the scenario has such a unit: 'datbase' throws IOException at Stop, 'pollers' is slow by 0.25 s at Start. There are 'poller', 'database'.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_any_dispatcher_it_says_so()
    {
        var failure = Assert.Throws<SimulationException>(() => Simulation.Run(simulation =>
        {
            simulation.Faults.Hang("poller", FaultPoint.Run);
            return Task.CompletedTask;
        }));

        Assert.Contains("has such a unit: 'poller' hangs at Run. There are none.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_of_the_scenario_itself_goes_first()
    {
        var failure = Assert.Throws<SimulationException>(() => Simulation.Run(simulation =>
        {
            simulation.Faults.Hang("poller", FaultPoint.Run);
            throw new InvalidOperationException("first");
        }));

        Assert.Equal("first", failure.InnerException!.Message);
    }

    [Fact]
    public void A_unit_that_was_there_and_is_removed_is_no_mistake() => Simulation.Run(async simulation =>
    {
        await using var dispatcher = new Dispatcher(simulation.Options);
        var poller = dispatcher.AddTask("poller", simulation.Serves("poller"));
        simulation.Faults.Hang("poller", FaultPoint.Run, run: 2);
        await dispatcher.StartAsync();

        await dispatcher.RemoveAsync(poller);
    });

    [Fact]
    public void Nothing_can_be_slow_at_Run() => Simulation.Run(simulation =>
    {
        var refused = Assert.Throws<ArgumentException>(() => simulation.Faults.BeSlow("poller", FaultPoint.Run, TimeSpan.FromSeconds(1)));

        Assert.Contains("'poller' cannot be slow at Run, which has no end to be late for. Make it slow at Start or at Stop.", refused.Message, StringComparison.Ordinal);
        return Task.CompletedTask;
    });

    [Fact]
    public void What_makes_no_sense_is_refused_at_once() => Simulation.Run(simulation =>
    {
        Assert.Throws<ArgumentNullException>(() => simulation.Faults.Throw("poller", FaultPoint.Run, null!));
        Assert.Throws<ArgumentException>(() => simulation.Faults.Hang(" ", FaultPoint.Run));
        Assert.Throws<ArgumentOutOfRangeException>(() => simulation.Faults.BeSlow("poller", FaultPoint.Stop, TimeSpan.FromSeconds(-1)));
        return Task.CompletedTask;
    });
}
