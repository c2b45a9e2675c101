namespace Vahta.Testing.Tests.Tracing;

public sealed class AssertionTests
{
    private static async Task<Dispatcher> LiveAsync(Simulation simulation, bool isStopped = true)
    {
        var dispatcher = new Dispatcher(simulation.Options);
        var database = dispatcher.AddLifespan("database", _ => Task.FromResult("open"));
        dispatcher.AddTask("poller", (unit, stopping) => Task.Delay(Timeout.InfiniteTimeSpan, unit.TimeProvider, stopping)).After(database);
        dispatcher.AddJob("job", _ => Task.CompletedTask).After(database);
        await dispatcher.StartAsync();
        if (isStopped)
        {
            await dispatcher.StopAsync();
        }

        return dispatcher;
    }

    private static void Fails(Action assertion, string sentence)
    {
        var thrown = Assert.Throws<TraceAssertionException>(assertion);
        Assert.StartsWith(sentence, thrown.Message, StringComparison.Ordinal);
        Assert.Contains("dispatcher starting", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_holds_passes() => Simulation.Explore(20, async simulation =>
    {
        await LiveAsync(simulation);

        simulation.Trace.AssertStartedInOrder("database", "poller");
        simulation.Trace.AssertStoppedInOrder("poller", "database");
        simulation.Trace.AssertOverlapped("database", "poller");
        simulation.Trace.AssertPaired();
        simulation.Trace.AssertSingleRuns();
        simulation.Trace.AssertToldOnce();
        simulation.Trace.AssertEndedWithin(TimeSpan.Zero);
    });

    [Fact]
    public void An_order_that_does_not_hold_is_told_with_both_units() => Simulation.Run(async simulation =>
    {
        await LiveAsync(simulation);

        Fails(() => simulation.Trace.AssertStartedInOrder("poller", "database"), "'database' was to start after 'poller' was ready: ");
        Fails(() => simulation.Trace.AssertStoppedInOrder("database", "poller"), "'poller' was to stop after 'database' had ended: ");
        Fails(() => simulation.Trace.AssertStartedInOrder("database", "nobody"), "'nobody' was to start after 'database' was ready: ");
        Fails(() => simulation.Trace.AssertStoppedInOrder("poller", "nobody"), "'nobody' was to stop after 'poller' had ended: ");
        Fails(() => simulation.Trace.AssertStoppedInOrder("nobody", "poller"), "'poller' was to stop after 'nobody' had ended: it never ended, ");
    });

    [Fact]
    public void Units_that_were_never_alive_at_once_did_not_overlap() => Simulation.Run(async simulation =>
    {
        var dispatcher = new Dispatcher(simulation.Options);
        dispatcher.AddJob("first", _ => Task.CompletedTask);
        dispatcher.AddJob("second", _ => Task.CompletedTask).After("first");
        await dispatcher.StartAsync();
        await dispatcher.StopAsync();

        Fails(() => simulation.Trace.AssertOverlapped("first", "second"), "'first' and 'second' were to be alive at the same time: ");
    });

    [Fact]
    public void What_is_still_up_is_not_paired_and_has_not_ended() => Simulation.Run(async simulation =>
    {
        var dispatcher = await LiveAsync(simulation, isStopped: false);

        Fails(simulation.Trace.AssertPaired, "The teardown of 'database' (run 1) was called 0 times; its setup succeeded.");
        Fails(() => simulation.Trace.AssertEndedWithin(TimeSpan.FromSeconds(1)), "The dispatcher has not stopped, and nobody asked it to.");
        await dispatcher.StopAsync();
    });

    [Fact]
    public void A_stop_that_took_too_long_is_told_with_both_times() => Simulation.Run(async simulation =>
    {
        simulation.Faults.BeSlow("poller", FaultPoint.Stop, TimeSpan.FromSeconds(3));
        await LiveAsync(simulation);

        Fails(() => simulation.Trace.AssertEndedWithin(TimeSpan.FromSeconds(2)), "The dispatcher took 3 s to stop, which was to take 2 s.");
    });

    [Fact]
    public void One_exception_that_two_units_throw_is_told_twice() => Simulation.Run(async simulation =>
    {
        var shared = new IOException("broken");
        simulation.Faults.Throw("poller", FaultPoint.Stop, shared).Throw("database", FaultPoint.Stop, shared);
        await LiveAsync(simulation);

        Fails(simulation.Trace.AssertToldOnce, "IOException: broken was told 2 times.");
    });
}
