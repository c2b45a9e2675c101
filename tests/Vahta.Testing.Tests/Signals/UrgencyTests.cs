using System.Runtime.InteropServices;

namespace Vahta.Testing.Tests.Signals;

public sealed class UrgencyTests
{
    [Theory]
    [InlineData(PosixSignal.SIGINT)]
    [InlineData(PosixSignal.SIGTERM)]
    [InlineData(PosixSignal.SIGQUIT)]
    public void The_first_signal_stops(PosixSignal signal) => Simulation.Explore(20, async simulation =>
    {
        var running = Define(simulation).RunAsync();
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(5));

        simulation.Signal(signal);
        var report = await running;

        Assert.Equal((0, StopCause.Signal, (PosixSignal?)signal), (report.ExitCode, report.Reason.Cause, report.Reason.Signal));
        Assert.Contains(simulation.Trace.Entries, entry => entry.What == $"signal {signal}");
        simulation.Trace.AssertStoppedInOrder("poller", "database");
        Assert.False(simulation.Exited.IsCompleted);
    });

    [Fact]
    public void A_signal_during_the_start_is_an_orderly_stop() => Simulation.Explore(20, async simulation =>
    {
        var running = Define(simulation).RunAsync();
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(0.5));

        simulation.Signal(PosixSignal.SIGTERM);
        var report = await running;

        Assert.Equal((0, false), (report.ExitCode, report.StartCompleted));
        simulation.Trace.AssertPaired();
    });

    [Fact]
    public void The_second_signal_hurries() => Simulation.Explore(20, async simulation =>
    {
        var dispatcher = Define(simulation);
        dispatcher.AddTask("deaf", _ => new TaskCompletionSource().Task);
        var running = dispatcher.RunAsync();
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(5));
        simulation.Signal(PosixSignal.SIGTERM);
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(1));

        simulation.Signal(PosixSignal.SIGTERM);
        var report = await running;

        Assert.Equal((4, TimeSpan.FromSeconds(2)), (report.ExitCode, report.Stopping));
        Assert.Equal(PosixSignal.SIGTERM, Assert.Single(simulation.Trace.Of<StopHurried>()).Signal);
        simulation.Trace.AssertPaired();
    });

    [Fact]
    public void Two_signals_within_a_moment_are_one_press() => Simulation.Explore(20, async simulation =>
    {
        var running = Define(simulation, teardown: 2).RunAsync();
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(5));
        simulation.Signal(PosixSignal.SIGINT);
        simulation.Signal(PosixSignal.SIGTERM);
        await simulation.AdvanceAsync(TimeSpan.FromMilliseconds(99));
        simulation.Signal(PosixSignal.SIGTERM);

        var report = await running;

        Assert.Equal((0, PosixSignal.SIGINT), (report.ExitCode, report.Reason.Signal));
        Assert.Empty(simulation.Trace.Of<StopHurried>());
    });

    [Fact]
    public void Every_dispatcher_that_runs_is_told() => Simulation.Explore(20, async simulation =>
    {
        var running = Task.WhenAll(Define(simulation).RunAsync(), Define(simulation).RunAsync());
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(5));

        simulation.Signal(PosixSignal.SIGTERM);

        Assert.All(await running, report => Assert.Equal(StopCause.Signal, report.Reason.Cause));
    });

    [Fact]
    public void After_the_end_of_everything_a_signal_finds_nobody() => Simulation.Run(async simulation =>
    {
        var running = Define(simulation).RunAsync();
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(5));
        simulation.Signal(PosixSignal.SIGTERM);
        await running;

        simulation.Signal(PosixSignal.SIGTERM);
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(1));
        simulation.Signal(PosixSignal.SIGTERM);

        Assert.False(simulation.Exited.IsCompleted);
        Assert.Null(simulation.LastReport);
    });

    internal static Dispatcher Define(Simulation simulation, double teardown = 0)
    {
        var dispatcher = new Dispatcher(simulation.Options);
        var database = dispatcher.AddLifespan("database", simulation.Holds("database", setup: 1, teardown: teardown));
        dispatcher.AddTask("poller", simulation.Serves("poller")).After(database);
        return dispatcher;
    }
}
