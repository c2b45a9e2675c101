namespace Vahta.Testing.Tests.Faults;

public sealed class FaultPlanTests
{
    private static readonly IOException s_injected = new("injected");

    private static Dispatcher Define(Simulation simulation)
    {
        var dispatcher = new Dispatcher(simulation.Options).OnStopping(_ => Task.CompletedTask);
        var database = dispatcher.AddLifespan("database", _ => Task.FromResult("open"));
        dispatcher.AddTask("poller", (unit, stopping) => Task.Delay(Timeout.InfiniteTimeSpan, unit.TimeProvider, stopping)).After(database);
        dispatcher.AddJob("job", (unit, stopping) => Task.Delay(TimeSpan.FromSeconds(1), unit.TimeProvider, stopping)).After(database);
        return dispatcher;
    }

    private static async Task<RunReport> LiveAsync(Simulation simulation)
    {
        var running = Define(simulation).RunAsync();
        await simulation.AdvanceAsync(TimeSpan.FromMinutes(2));
        simulation.Stop();
        return await running;
    }

    [Theory]
    [InlineData("database", FaultPoint.Start, 3)]
    [InlineData("database", FaultPoint.Stop, 1)]
    [InlineData("poller", FaultPoint.Start, 3)]
    [InlineData("poller", FaultPoint.Run, 3)]
    [InlineData("poller", FaultPoint.Stop, 1)]
    [InlineData("job", FaultPoint.Start, 3)]
    [InlineData("OnStopping #1", FaultPoint.Hook, 1)]
    public void What_is_made_to_throw_throws_there_once(string name, FaultPoint at, int exitCode) => Simulation.Explore(20, async simulation =>
    {
        simulation.Faults.Throw(name, at, s_injected);

        var report = await LiveAsync(simulation);

        Assert.Equal(exitCode, report.ExitCode);
        Assert.Same(s_injected, Assert.Single(report.Errors));
        Assert.Empty(simulation.Faults.NotStruck);
        simulation.Trace.AssertToldOnce();
        simulation.Trace.AssertPaired();
    });

    [Theory]
    [InlineData("database", FaultPoint.Start, 3)]
    [InlineData("database", FaultPoint.Stop, 4)]
    [InlineData("poller", FaultPoint.Run, 4)]
    [InlineData("poller", FaultPoint.Stop, 4)]
    [InlineData("job", FaultPoint.Start, 3)]
    public void What_is_made_to_hang_is_left_behind(string name, FaultPoint at, int exitCode) => Simulation.Explore(20, async simulation =>
    {
        simulation.Faults.Hang(name, at);

        var report = await LiveAsync(simulation);

        Assert.Equal(exitCode, report.ExitCode);
        Assert.Equal(UnitState.Abandoned, report.Units.Single(unit => unit.Name == name).State);
    });

    [Theory]
    [InlineData("database", FaultPoint.Start)]
    [InlineData("poller", FaultPoint.Run)]
    public void What_cancels_itself_has_failed(string name, FaultPoint at) => Simulation.Explore(20, async simulation =>
    {
        simulation.Faults.CancelItself(name, at);

        var report = await LiveAsync(simulation);

        Assert.Equal(name, report.Reason.Unit);
        Assert.Equal($"{name} cancelled itself.", Assert.IsType<OperationCanceledException>(report.Reason.Exception).Message);
    });

    [Theory]
    [InlineData("poller", FaultPoint.Run)]
    [InlineData("poller", FaultPoint.Stop)]
    [InlineData("database", FaultPoint.Stop)]
    public void What_swallows_cancellation_ends_when_it_is_aborted(string name, FaultPoint at) => Simulation.Explore(20, async simulation =>
    {
        simulation.Faults.SwallowCancellation(name, at);

        var report = await LiveAsync(simulation);

        Assert.Equal((0, TimeSpan.FromSeconds(10)), (report.ExitCode, report.Units.Single(unit => unit.Name == name).Stopping));
    });

    [Fact]
    public void What_is_slow_takes_that_much_longer() => Simulation.Explore(20, async simulation =>
    {
        simulation.Faults.BeSlow("database", FaultPoint.Start, TimeSpan.FromSeconds(5)).BeSlow("poller", FaultPoint.Stop, TimeSpan.FromSeconds(3));

        var report = await LiveAsync(simulation);

        Assert.Equal((TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(3)), (report.Starting, report.Stopping));
    });

    [Fact]
    public void A_fault_strikes_in_its_run_only_and_one_whose_moment_never_came_is_listed() => Simulation.Run(async simulation =>
    {
        simulation.Faults.Throw("poller", FaultPoint.Run, s_injected, run: 2).Hang("job", FaultPoint.Stop);
        var dispatcher = Define(simulation);
        await dispatcher.StartAsync();
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(UnitState.Running, dispatcher["poller"].State);
        await dispatcher.StopAsync(dispatcher["poller"]);
        await Task.WhenAny(dispatcher.StartAsync(dispatcher["poller"]));
        await simulation.WaitUntilQuietAsync();

        var report = await dispatcher.StopAsync();

        Assert.Same(s_injected, report.Reason.Exception);
        Assert.Equal("'job' hangs at Stop", Assert.Single(simulation.Faults.NotStruck));
    });

    [Fact]
    public void A_fault_for_a_unit_that_nobody_has_fails_the_scenario()
    {
        var thrown = Assert.Throws<SimulationException>(() => Simulation.Run(async simulation =>
        {
            simulation.Faults.Hang("poler", FaultPoint.Run);
            await LiveAsync(simulation);
        }));

        Assert.StartsWith("No dispatcher of the scenario has such a unit: 'poler' hangs at Run.", thrown.InnerException!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Slow_at_Run_is_refused() => Simulation.Run(async simulation =>
        Assert.Throws<ArgumentException>(() => simulation.Faults.BeSlow("poller", FaultPoint.Run, TimeSpan.FromSeconds(1))));
}
