using System.Runtime.InteropServices;

public sealed class AppTests
{
    [Fact]
    public void It_polls_once_a_second_all_day() => Simulation.Run(async simulation =>
    {
        var dispatcher = App.Define(simulation.Options);
        await dispatcher.StartAsync();

        await simulation.AdvanceAsync(TimeSpan.FromHours(24));

        Assert.Equal("86400 polls", dispatcher.Snapshot().Units.Single(unit => unit.Name == "poller").Status);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void It_stops_in_order_whenever_it_is_told() => Simulation.Explore(seeds: 200, async simulation =>
    {
        var running = App.Define(simulation.Options).RunAsync();
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(simulation.Seed % 5));   // while it starts, or later

        simulation.Signal(PosixSignal.SIGTERM);
        var report = await running;

        Assert.Equal(0, report.ExitCode);
        simulation.Trace.AssertPaired();
        simulation.Trace.AssertEndedWithin(TimeSpan.FromSeconds(1));
    });

    [Fact]
    public void The_poller_stops_before_the_database() => Simulation.Explore(seeds: 200, async simulation =>
    {
        await using var dispatcher = App.Define(simulation.Options);
        await dispatcher.StartAsync();
        await dispatcher.StopAsync();

        simulation.Trace.AssertStartedInOrder("database", "migrate", "poller");
        simulation.Trace.AssertStoppedInOrder("poller", "database");
    });

    [Fact]
    public void A_poller_that_breaks_ends_it_and_the_database_is_closed() => Simulation.Run(
        async simulation =>
        {
            var broken = new IOException("the connection broke");
            simulation.Faults.Throw("poller", FaultPoint.Run, broken);

            var report = await App.Define(simulation.Options).RunAsync();

            Assert.Equal((1, "poller"), (report.ExitCode, report.Reason.Unit));
            Assert.Same(broken, report.Reason.Exception);
            simulation.Trace.AssertPaired();
            simulation.Trace.AssertToldOnce();
        },
        output: TestContext.Current.TestOutputHelper!.WriteLine);                   // the timeline

    [Fact]
    public void A_database_that_hangs_is_named_and_left_behind() => Simulation.Run(async simulation =>
    {
        simulation.Faults.Hang("database", FaultPoint.Stop);
        var running = App.Define(simulation.Options).RunAsync();
        await simulation.AdvanceAsync(TimeSpan.FromMinutes(1));

        simulation.Stop();
        var report = await running;

        Assert.Equal(4, report.ExitCode);
        Assert.Contains(simulation.Logs.GetSnapshot(), record => record.Message.StartsWith("Unit 'database' did not end within 10 s and was abandoned", StringComparison.Ordinal));
    });

    [Fact]
    public void It_keeps_its_promises_whatever_goes_wrong() => LifecycleConformance.Check(App.Define).ThrowIfAny();
}
