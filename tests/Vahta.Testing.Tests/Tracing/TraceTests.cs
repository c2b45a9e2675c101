namespace Vahta.Testing.Tests.Tracing;

public sealed class TraceTests
{
    [Fact]
    public void Events_notes_signals_and_faults_stand_in_one_timeline() => Simulation.Run(async simulation =>
    {
        await using var dispatcher = new Dispatcher(simulation.Options);
        dispatcher.AddTask("poller", simulation.Serves("poller"));
        simulation.Faults.BeSlow("poller", FaultPoint.Stop, TimeSpan.FromSeconds(2));
        await dispatcher.StartAsync();
        simulation.Note("ready");
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(1.5));
        simulation.Stop();
        await dispatcher.StopAsync();

        Assert.Equal(
            """
                   0.000  ·                    dispatcher starting
                   0.000  poller               starting, run 1
                   0.000  ·                    poller up
                   0.000  poller               ready
                   0.000  ·                    dispatcher ready
                   0.000  ·                    ready
                   1.500  ·                    stop asked for
                   1.500  ·                    stop announced: requested: by the simulation
                   1.500  ·                    stop asked again: requested
                   1.500  poller               stopping
                   1.500  ·                    poller down
                   1.500  poller               fault: is slow by 2 s at Stop
                   3.500  poller               stopped
                   3.500  ·                    dispatcher stopped with exit code 0
            """,
            simulation.Trace.ToString());
        Assert.Equal(simulation.Trace.ToString(), string.Join('\n', simulation.Trace.Entries));
    });

    [Fact]
    public void Events_are_found_by_their_kind_and_unit() => Simulation.Run(async simulation =>
    {
        await using var dispatcher = new Dispatcher(simulation.Options);
        dispatcher.AddTask("poller", simulation.Serves("poller"));
        dispatcher.AddTask("other", simulation.Serves("other"));
        await dispatcher.StartAsync();

        Assert.Equal(2, simulation.Trace.Of<UnitReady>().Count);
        Assert.Equal("poller", Assert.Single(simulation.Trace.Of<UnitReady>("POLLER")).Unit);
        Assert.Empty(simulation.Trace.Of<UnitStopped>());
        Assert.Equal(simulation.Trace.Events, simulation.Trace.Of<LifecycleEvent>());
    });

    [Fact]
    public void Notes_may_be_taken_from_any_thread() => Simulation.Explore(20, async simulation =>
    {
        const int Each = 200;
        var elsewhere = Enumerable.Range(0, 3).Select(_ => Task.Run(NoteAll)).ToList();
        NoteAll();
        await Task.WhenAll(elsewhere);

        Assert.Equal(4 * Each, simulation.Trace.Entries.Count);

        void NoteAll()
        {
            for (var note = 0; note < Each; note++)
            {
                simulation.Note("a note");
            }
        }
    });

    [Fact]
    public void A_callback_that_tells_more_than_can_be_followed_fails_the_scenario_and_the_timeline_is_still_there()
    {
        var failure = Assert.Throws<SimulationException>(() => Simulation.Run(async simulation =>
        {
            await using var dispatcher = new Dispatcher(simulation.Options);
            dispatcher.AddTask("chatty", (unit, _) =>
            {
                for (var said = 0; said < 20_000; said++)
                {
                    unit.Status("busy");
                }

                return simulation.Delay(1);
            });
            await dispatcher.StartAsync();
        }));

        Assert.IsType<SubscriberCutOffException>(failure.InnerException);
        Assert.EndsWith("chatty               status changed: busy", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_assertion_that_fails_a_scenario_shows_the_timeline_once()
    {
        var failure = Assert.Throws<SimulationException>(() => Simulation.Run(simulation =>
        {
            simulation.Note("the only line");
            simulation.Trace.AssertStartedInOrder("a", "b");
            return Task.CompletedTask;
        }));

        Assert.Equal(
            "Seed 0, at 0 s: 'b' was to start after 'a' was ready: 'a' never was ready, 'b' never started.\n"
            + "To replay it: Simulation.Run(scenario, seed: 0)\n\n"
            + "       0.000  ·                    the only line",
            failure.Message);
        Assert.IsType<TraceAssertionException>(failure.InnerException);
    }
}
