using System.Runtime.InteropServices;

namespace Vahta.Testing.Tests.Tracing;

public sealed class PairedTests
{
    [Fact]
    public void It_holds_over_several_runs_and_where_a_setup_failed() => Simulation.Explore(10, async simulation =>
    {
        var dispatcher = new Dispatcher(simulation.Options);
        var database = dispatcher.AddLifespan("database", simulation.Holds("database"));
        dispatcher.AddLifespan("broken", simulation.Holds("broken")).IgnoreFailure();
        simulation.Faults.Throw("broken", FaultPoint.Start, new IOException());
        await dispatcher.StartAsync();
        await dispatcher.StopAsync(database);
        await dispatcher.StartAsync(database);
        await dispatcher.StopAsync();

        simulation.Trace.AssertPaired();
    });

    [Fact]
    public void A_teardown_that_fails_was_called_all_the_same() => Simulation.Explore(10, async simulation =>
    {
        var dispatcher = new Dispatcher(simulation.Options);
        dispatcher.AddLifespan("database", simulation.Holds("database"));
        simulation.Faults.Throw("database", FaultPoint.Stop, new IOException());
        await dispatcher.StartAsync();
        await dispatcher.StopAsync();

        simulation.Trace.AssertPaired();
    });

    [Fact]
    public void A_teardown_that_was_not_called_is_named() => Simulation.Run(async simulation =>
    {
        var dispatcher = new Dispatcher(simulation.Options);
        dispatcher.AddLifespan("database", simulation.Holds("database"));
        dispatcher.AddTask("deaf", _ => new TaskCompletionSource().Task).After("database");
        _ = dispatcher.RunAsync();
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(1));
        for (var press = 0; press < 3; press++)
        {
            simulation.Signal(PosixSignal.SIGTERM);
            await simulation.AdvanceAsync(TimeSpan.FromMilliseconds(200));
        }

        // The process is gone: nobody called it.
        Assert.Equal(
            "The teardown of 'database' (run 1) was called 0 times; its setup succeeded.",
            simulation.Trace.Says(trace => trace.AssertPaired()));
    });

    [Fact]
    public void A_teardown_that_was_called_twice_is_named() => Simulation.Run(async simulation =>
    {
        await LiveAsync(simulation);

        var broken = simulation.Trace.WithCalls(calls => calls.Concat(calls.Where(call => call.Kind == UserCallKind.Stop)));

        Assert.Equal("The teardown of 'database' (run 1) was called 2 times; its setup succeeded.", broken.Says(trace => trace.AssertPaired()));
    });

    [Fact]
    public void A_teardown_without_a_setup_is_named() => Simulation.Run(async simulation =>
    {
        await LiveAsync(simulation);

        var broken = simulation.Trace.WithCalls(calls => calls.Where(call => call.Kind == UserCallKind.Stop));

        Assert.Equal("The teardown of 'database' (run 1) was called 1 times; its setup did not succeed.", broken.Says(trace => trace.AssertPaired()));
    });

    private static async Task LiveAsync(Simulation simulation)
    {
        var dispatcher = new Dispatcher(simulation.Options);
        dispatcher.AddLifespan("database", simulation.Holds("database"));
        await dispatcher.StartAsync();
        await dispatcher.StopAsync();
        simulation.Trace.AssertPaired();
    }
}
