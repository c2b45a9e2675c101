using System.Runtime.InteropServices;

namespace Vahta.Testing.Tests.Signals;

public sealed class ThirdSignalTests
{
    [Theory]
    [InlineData(PosixSignal.SIGINT, 130)]
    [InlineData(PosixSignal.SIGQUIT, 131)]
    [InlineData(PosixSignal.SIGTERM, 143)]
    public void The_third_signal_ends_the_process_with_its_own_code_and_a_last_report(PosixSignal signal, int exitCode) => Simulation.Explore(20, async simulation =>
    {
        await ExitAsync(simulation, signal);

        Assert.Equal(exitCode, await simulation.Exited);
        var report = Assert.IsType<RunReport>(simulation.LastReport);
        Assert.Equal(exitCode, report.ExitCode);
        Assert.Equal(UnitState.Stopping, report.Units.Single(unit => unit.Name == "cache").State);
        Assert.Contains("ThirdSignalTests", report.Units.Single(unit => unit.Name == "cache").AwaitingAt, StringComparison.Ordinal);
        Assert.Contains(simulation.Trace.Entries, entry => entry.What == $"exit with code {exitCode}");
    });

    [Fact]
    public void Nothing_is_called_from_then_on() => Simulation.Explore(20, async simulation =>
    {
        await ExitAsync(simulation, PosixSignal.SIGTERM);
        await simulation.Exited;

        await simulation.AdvanceAsync(TimeSpan.FromHours(1));

        // The teardown of the database, and the hook after it, had not begun.
        Assert.Equal(["database up"], simulation.Notes);
    });

    [Fact]
    public void Before_it_nothing_has_exited() => Simulation.Run(async simulation =>
    {
        var running = UrgencyTests.Define(simulation).RunAsync();
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(5));
        simulation.Signal(PosixSignal.SIGTERM);
        await running;

        Assert.Equal((false, null), (simulation.Exited.IsCompleted, simulation.LastReport));
    });

    private static async Task ExitAsync(Simulation simulation, PosixSignal signal)
    {
        var dispatcher = new Dispatcher(simulation.Options);
        dispatcher.OnStopped(_ =>
        {
            simulation.Note("hook down");
            return Task.CompletedTask;
        });
        var database = dispatcher.AddLifespan("database", simulation.Holds("database"));
        dispatcher.AddLifespan("cache", _ => Task.CompletedTask, _ => NeverAsync()).After(database);
        _ = dispatcher.RunAsync();
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(5));
        for (var press = 0; press < 3; press++)
        {
            Assert.False(simulation.Exited.IsCompleted);
            simulation.Signal(signal);
            await simulation.AdvanceAsync(TimeSpan.FromMilliseconds(200));
        }
    }

    private static async Task NeverAsync() => await new TaskCompletionSource().Task;
}
