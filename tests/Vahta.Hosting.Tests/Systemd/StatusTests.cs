using Vahta.Testing;

namespace Vahta.Hosting.Tests.Systemd;

public sealed class StatusTests
{
    [Fact]
    public void N16_while_it_starts_the_status_says_how_far_it_is_and_who_holds_it_up() => Simulation.Explore(20, async simulation =>
    {
        var dispatcher = new Dispatcher(simulation.Options);
        var told = Told.By(dispatcher, simulation);
        dispatcher.AddTask("poller", simulation.Fires);
        var database = dispatcher.AddLifespan("database", async (unit, stopping) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(2), simulation.TimeProvider, stopping);
            unit.Status("replaying\nthe log");
            await Task.Delay(TimeSpan.FromSeconds(2), simulation.TimeProvider, stopping);
            return "database";
        });
        dispatcher.AddTask("orders", simulation.Fires).After(database);
        var starting = dispatcher.StartAsync();

        await simulation.AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.Equal("Starting: 1 of 3 units ready, waiting for database", told.Status);
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(2));
        Assert.Equal("Starting: 1 of 3 units ready, waiting for database (replaying the log)", told.Status);
        await starting;
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.Equal("Running: 3 units", told.Status);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void N16_while_it_runs_the_status_names_whoever_is_not_well() => Simulation.Explore(20, async simulation =>
    {
        var dispatcher = new Dispatcher(simulation.Options);
        var told = Told.By(dispatcher, simulation);
        dispatcher.AddTask("poller", simulation.Fires);
        dispatcher.AddTask("cache", async stopping =>
        {
            await Task.Delay(TimeSpan.FromSeconds(5), simulation.TimeProvider, stopping);
            throw new IOException("disk gone");
        }).Restarts(RestartPolicy.OnFailure with { Delay = TimeSpan.FromSeconds(10), Jitter = 0 });
        dispatcher.AddTask("mailer", async stopping =>
        {
            await Task.Delay(TimeSpan.FromSeconds(6), simulation.TimeProvider, stopping);
            throw new IOException("no mail");
        }).IgnoreFailure();
        await dispatcher.StartAsync();

        await simulation.AdvanceAsync(TimeSpan.FromSeconds(7));

        Assert.Equal("Running: 1 unit; restarting: cache; failed: mailer", told.Status);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void N16_while_it_stops_the_status_says_whom_it_waits_for_and_where_that_one_hangs() => Simulation.Explore(20, async simulation =>
    {
        var dispatcher = new Dispatcher(simulation.Options);
        var told = Told.By(dispatcher, simulation);
        var database = dispatcher.AddLifespan("database", _ => Task.CompletedTask, _ => Task.CompletedTask);
        dispatcher.AddTask("orders", async stopping =>
        {
            await simulation.Fires(stopping);
            await new TaskCompletionSource().Task;
        }).After(database);
        await dispatcher.StartAsync();
        var stopping = dispatcher.StopAsync();

        await simulation.AdvanceAsync(TimeSpan.FromSeconds(5));
        Assert.Equal("Stopping: 2 units left, waiting for orders", told.Status);
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(5.5));
        Assert.Matches(@"^Stopping: 2 units left, waiting for orders at StatusTests\..*\(StatusTests\.cs:\d+\)", told.Status);
        await stopping;
        await simulation.WaitUntilQuietAsync();
        Assert.Equal("Stopped: requested. Exit code 4.", told.Status);
    });

    [Fact]
    public void A_start_of_a_thousand_units_does_not_flood_systemd() => Simulation.Run(async simulation =>
    {
        var dispatcher = new Dispatcher(simulation.Options);
        var told = Told.By(dispatcher, simulation);
        for (var number = 0; number < 1000; number++)
        {
            var after = TimeSpan.FromMilliseconds(number);
            dispatcher.AddJob($"job-{number}", stopping => Task.Delay(after, simulation.TimeProvider, stopping));
        }

        await dispatcher.StartAsync();

        Assert.InRange(told.Messages.Count, 4, 12);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void A_status_is_never_so_long_that_systemd_ignores_the_message() => Simulation.Run(async simulation =>
    {
        var dispatcher = new Dispatcher(simulation.Options);
        var told = Told.By(dispatcher, simulation);
        dispatcher.AddTask("poller", async (unit, stopping) =>
        {
            unit.Status(new string('ы', 10_000));
            await simulation.Fires(stopping);
        }).NotifiesReady().StartWithin(TimeSpan.FromSeconds(2));

        await dispatcher.RunAsync();

        Assert.Contains(told.Messages, message => message.Contains("ыыы", StringComparison.Ordinal));
        Assert.All(told.Messages, message => Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(message), 1, 4095));
    });

    [Fact]
    public void Who_was_cut_off_from_the_events_begins_anew_with_a_fresh_picture() => Simulation.Run(async simulation =>
    {
        // The simulation's own trace would be cut off, too.
        var dispatcher = new Dispatcher(new() { TimeProvider = simulation.TimeProvider });
        await using var slow = dispatcher.Subscribe();
        var told = Told.By(dispatcher, simulation);
        dispatcher.AddTask("chatty", async (unit, stopping) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), simulation.TimeProvider, stopping);
            for (var index = 0; index < 12_000; index++)
            {
                unit.Status("busy");
            }

            await simulation.Fires(stopping);
        });
        await dispatcher.StartAsync();
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(2));

        await dispatcher.StopAsync();
        await simulation.WaitUntilQuietAsync();

        Assert.Throws<SubscriberCutOffException>(() =>
        {
            while (slow.TryRead(out _))
            {
            }
        });
        Assert.Equal(["READY=1", "STOPPING=1"], told.States);
    });
}
