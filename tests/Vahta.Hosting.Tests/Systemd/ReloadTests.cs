using System.Runtime.InteropServices;
using Vahta.Testing;

namespace Vahta.Hosting.Tests.Systemd;

public sealed class ReloadTests
{
    [Fact]
    public void N16_a_reload_is_told_with_the_time_at_which_it_began_and_again_when_the_last_handler_is_through() => Simulation.Explore(40, async simulation =>
    {
        var dispatcher = new Dispatcher(simulation.Options);
        var told = Told.By(dispatcher, simulation);
        Reloads("first", TimeSpan.FromSeconds(1));
        Reloads("second", TimeSpan.FromSeconds(2));
        var running = dispatcher.RunAsync();
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(10));

        simulation.Signal(PosixSignal.SIGHUP);
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(10));

        var now = simulation.TimeProvider.GetElapsedTime(0) - TimeSpan.FromSeconds(10);
        Assert.Contains($"RELOADING=1\nMONOTONIC_USEC={(long)now.TotalMicroseconds}\nSTATUS=Reloading", told.Messages);
        Assert.Equal(["READY=1", "RELOADING=1", "READY=1"], told.States);
        Assert.Equal(TimeSpan.FromSeconds(12), told.TimesOf("READY=")[^1]);
        Assert.Equal("Running: 2 units", told.Status);
        simulation.Stop();
        await running;

        void Reloads(string name, TimeSpan takes) => dispatcher.AddTask(name, (unit, stopping) =>
        {
            unit.OnReload(token => Task.Delay(takes, simulation.TimeProvider, token));
            return simulation.Fires(stopping);
        });
    });

    [Fact]
    public void S59_a_reload_that_fails_leaves_the_service_ready_and_the_status_says_so_until_the_next() => Simulation.Explore(20, async simulation =>
    {
        var dispatcher = new Dispatcher(simulation.Options);
        var told = Told.By(dispatcher, simulation);
        var reloads = 0;
        dispatcher.AddTask("poller", (unit, stopping) =>
        {
            unit.OnReload(_ => ++reloads == 1 ? throw new IOException("no such file") : Task.CompletedTask);
            return simulation.Fires(stopping);
        });
        var running = dispatcher.RunAsync();
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(5));

        simulation.Signal(PosixSignal.SIGHUP);
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.Equal((false, "Running: 1 unit; failed to reload: poller"), (running.IsCompleted, told.Status));
        simulation.Signal(PosixSignal.SIGHUP);
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.Equal("Running: 1 unit", told.Status);
        Assert.Equal(["READY=1", "RELOADING=1", "READY=1", "RELOADING=1", "READY=1"], told.States);
        simulation.Stop();
        await running;
    });

    [Fact]
    public void Two_reloads_at_once_are_over_when_both_are() => Simulation.Explore(20, async simulation =>
    {
        var dispatcher = new Dispatcher(simulation.Options);
        var told = Told.By(dispatcher, simulation);
        dispatcher.AddTask("poller", (unit, stopping) =>
        {
            unit.OnReload(token => Task.Delay(TimeSpan.FromSeconds(3), simulation.TimeProvider, token));
            return simulation.Fires(stopping);
        });
        var running = dispatcher.RunAsync();
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(10));

        simulation.Signal(PosixSignal.SIGHUP);
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(1));
        simulation.Signal(PosixSignal.SIGHUP);
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(["READY=1", "RELOADING=1", "RELOADING=1", "READY=1"], told.States);
        Assert.Equal(TimeSpan.FromSeconds(10 + 1 + 3), told.TimesOf("READY=")[^1]);
        simulation.Stop();
        await running;
    });

    [Fact]
    public void S59_who_stops_while_it_reloads_stops_and_is_never_called_ready_again() => Simulation.Explore(20, async simulation =>
    {
        var dispatcher = new Dispatcher(simulation.Options);
        var told = Told.By(dispatcher, simulation);
        dispatcher.AddTask("poller", async (unit, stopping) =>
        {
            unit.OnReload(_ => Task.Delay(TimeSpan.FromSeconds(3), simulation.TimeProvider));
            await simulation.Fires(stopping);
            await Task.Delay(TimeSpan.FromSeconds(5), simulation.TimeProvider);
        });
        var running = dispatcher.RunAsync();
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(10));

        simulation.Signal(PosixSignal.SIGHUP);
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(1));
        simulation.Signal(PosixSignal.SIGTERM);
        await running;

        Assert.Equal(TimeSpan.FromSeconds(3), Assert.Single(simulation.Trace.Of<DispatcherReloaded>()).Took);
        Assert.Equal(["READY=1", "RELOADING=1", "STOPPING=1"], told.States);
    });
}
