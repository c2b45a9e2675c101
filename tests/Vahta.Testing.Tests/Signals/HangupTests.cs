using System.Runtime.InteropServices;

namespace Vahta.Testing.Tests.Signals;

public sealed class HangupTests
{
    [Fact]
    public void SIGHUP_reloads_where_a_unit_has_a_handler() => Simulation.Explore(20, async simulation =>
    {
        var reloads = 0;
        var running = Define(simulation, _ =>
        {
            reloads++;
            return Task.CompletedTask;
        });
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(5));

        simulation.Signal(PosixSignal.SIGHUP);
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.Equal((1, false), (reloads, running.IsCompleted));
        Assert.Null(Assert.Single(simulation.Trace.Of<UnitReloaded>("poller")).Exception);
        simulation.Stop();
        Assert.Equal(0, (await running).ExitCode);
    });

    [Fact]
    public void A_reload_that_fails_is_told_once_and_leaves_the_unit_running() => Simulation.Explore(20, async simulation =>
    {
        var thrown = new IOException("no such file");
        var running = Define(simulation, _ => throw thrown);
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(5));

        simulation.Signal(PosixSignal.SIGHUP);
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.Same(thrown, Assert.Single(simulation.Trace.Of<UnitReloaded>("poller")).Exception);
        simulation.Stop();
        Assert.Equal(0, (await running).ExitCode);
        simulation.Trace.AssertToldOnce();
    });

    [Fact]
    public void A_reload_is_told_when_it_begins_and_when_the_last_handler_has_returned() => Simulation.Explore(20, async simulation =>
    {
        var dispatcher = new Dispatcher(simulation.Options);
        foreach (var (name, seconds) in new[] { ("fast", 1), ("slow", 3), ("failing", 2) })
        {
            dispatcher.AddTask(name, (unit, stopping) =>
            {
                unit.OnReload(async token =>
                {
                    await simulation.Delay(seconds, token);
                    if (name == "failing")
                    {
                        throw new IOException("no such file");
                    }
                });
                return simulation.Fires(stopping);
            });
        }

        var running = dispatcher.RunAsync();
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(5));
        Assert.Empty(simulation.Trace.Of<DispatcherReloading>());

        simulation.Signal(PosixSignal.SIGHUP);
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(3, Assert.Single(simulation.Trace.Of<DispatcherReloading>()).Handlers);
        var reloaded = Assert.Single(simulation.Trace.Of<DispatcherReloaded>());
        Assert.Equal((1, TimeSpan.FromSeconds(3)), (reloaded.Failed, reloaded.Took));
        Assert.True(reloaded.Sequence > simulation.Trace.Of<UnitReloaded>("slow")[0].Sequence);
        simulation.Stop();
        await running;
    });

    [Fact]
    public void A_reload_is_no_start_for_a_fault_to_strike() => Simulation.Explore(20, async simulation =>
    {
        var reloads = 0;
        simulation.Faults.BeSlow("poller", FaultPoint.Start, TimeSpan.FromSeconds(1), FaultPlan.EveryRun);
        var running = Define(simulation, _ =>
        {
            reloads++;
            return Task.CompletedTask;
        });
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(5));

        simulation.Signal(PosixSignal.SIGHUP);
        await simulation.WaitUntilQuietAsync();

        Assert.Equal(1, reloads);
        Assert.Single(simulation.Trace.Entries, entry => entry.What.StartsWith("fault: ", StringComparison.Ordinal));
        simulation.Stop();
        await running;
    });

    [Fact]
    public void SIGHUP_stops_where_nobody_reloads() => Simulation.Explore(20, async simulation =>
    {
        var running = UrgencyTests.Define(simulation).RunAsync();
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(5));

        simulation.Signal(PosixSignal.SIGHUP);
        var report = await running;

        Assert.Equal((0, PosixSignal.SIGHUP), (report.ExitCode, report.Reason.Signal));
    });

    private static Task<RunReport> Define(Simulation simulation, Func<CancellationToken, Task> reload)
    {
        var dispatcher = new Dispatcher(simulation.Options);
        dispatcher.AddTask("poller", (unit, stopping) =>
        {
            unit.OnReload(reload);
            return simulation.Fires(stopping);
        });
        return dispatcher.RunAsync();
    }
}
