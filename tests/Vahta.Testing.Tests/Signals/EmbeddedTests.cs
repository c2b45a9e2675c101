using System.Runtime.InteropServices;

namespace Vahta.Testing.Tests.Signals;

public sealed class EmbeddedTests
{
    [Fact]
    public void Under_StartAsync_the_first_signal_stops_and_the_second_hurries() => Simulation.Explore(20, async simulation =>
    {
        var dispatcher = UrgencyTests.Define(simulation);
        dispatcher.AddTask("deaf", _ => new TaskCompletionSource().Task);
        await dispatcher.StartAsync();

        simulation.Signal(PosixSignal.SIGTERM);
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(1));
        simulation.Signal(PosixSignal.SIGTERM);
        var report = await dispatcher.StopAsync();

        Assert.Equal((4, TimeSpan.FromSeconds(2), StopCause.Requested), (report.ExitCode, report.Stopping, report.Reason.Cause));
        Assert.Contains("by the signal SIGTERM", report.Reason.ToString(), StringComparison.Ordinal);
    });

    [Fact]
    public void Under_StartAsync_a_third_ends_no_process() => Simulation.Run(async simulation =>
    {
        var dispatcher = UrgencyTests.Define(simulation, teardown: 1);
        await dispatcher.StartAsync();

        for (var press = 0; press < 3; press++)
        {
            simulation.Signal(PosixSignal.SIGTERM);
            await simulation.AdvanceAsync(TimeSpan.FromMilliseconds(200));
        }

        await dispatcher.StopAsync();
        Assert.False(simulation.Exited.IsCompleted);
    });

    [Fact]
    public void Under_StartAsync_SIGHUP_is_nobodys() => Simulation.Run(async simulation =>
    {
        await using var dispatcher = UrgencyTests.Define(simulation);
        await dispatcher.StartAsync();

        simulation.Signal(PosixSignal.SIGHUP);
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(DispatcherState.Running, dispatcher.State);
    });

    [Fact]
    public void Stop_asks_every_dispatcher_to_stop() => Simulation.Explore(20, async simulation =>
    {
        var embedded = UrgencyTests.Define(simulation);
        await embedded.StartAsync();
        var running = UrgencyTests.Define(simulation).RunAsync();
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(5));

        simulation.Stop();

        foreach (var report in (RunReport[])[await embedded.StopAsync(), await running])
        {
            Assert.Equal((0, StopCause.Requested), (report.ExitCode, report.Reason.Cause));
            Assert.Contains("by the simulation", report.Reason.ToString(), StringComparison.Ordinal);
        }
    });
}
