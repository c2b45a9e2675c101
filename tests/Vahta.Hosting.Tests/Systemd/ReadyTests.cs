using System.Runtime.InteropServices;
using Vahta.Testing;

namespace Vahta.Hosting.Tests.Systemd;

public sealed class ReadyTests
{
    [Fact]
    public void S57_systemd_hears_that_all_is_ready_when_the_last_unit_is_and_that_it_stops_when_that_is_announced() => Simulation.Explore(40, async simulation =>
    {
        var dispatcher = new Dispatcher(simulation.Options);
        var told = Told.By(dispatcher, simulation);
        var database = dispatcher.AddLifespan("database", async stopping =>
        {
            await Task.Delay(TimeSpan.FromSeconds(3), simulation.TimeProvider, stopping);
            return "database";
        });
        dispatcher.AddTask("poller", simulation.Fires).After(database);
        var running = dispatcher.RunAsync();

        await simulation.AdvanceAsync(TimeSpan.FromSeconds(10));
        simulation.Signal(PosixSignal.SIGTERM);
        await running;
        await simulation.WaitUntilQuietAsync();

        Assert.Equal(["READY=1", "STOPPING=1"], told.States);
        Assert.Equal([TimeSpan.FromSeconds(3)], told.TimesOf("READY="));
        Assert.Equal([TimeSpan.FromSeconds(10)], told.TimesOf("STOPPING="));
        Assert.Equal("Stopped: signal SIGTERM. Exit code 0.", told.Status);
    });

    [Fact]
    public void S57_a_start_that_fails_is_never_called_ready_and_says_why() => Simulation.Explore(40, async simulation =>
    {
        var dispatcher = new Dispatcher(simulation.Options);
        var told = Told.By(dispatcher, simulation);
        dispatcher.AddTask("poller", simulation.Fires);
        dispatcher.AddJob("migrate", _ => throw new IOException("disk\nfull"));

        await dispatcher.RunAsync();
        await simulation.WaitUntilQuietAsync();

        Assert.Equal(["STOPPING=1"], told.States);
        Assert.Equal("Stopped: the start failed at unit 'migrate' (IOException). Exit code 3.", told.Status);
    });

    [Fact]
    public void N16_who_begins_to_notify_late_says_at_once_how_far_everything_has_come() => Simulation.Explore(20, async simulation =>
    {
        var dispatcher = new Dispatcher(simulation.Options);
        dispatcher.AddTask("poller", simulation.Fires);
        await dispatcher.StartAsync();

        var told = Told.By(dispatcher, simulation);

        Assert.Equal(["READY=1", "STATUS=Running: 1 unit"], told.Lines);
        await dispatcher.StopAsync();
    });
}
