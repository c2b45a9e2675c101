using Vahta.Hosting.Systemd;
using Vahta.Testing;

namespace Vahta.Hosting.Tests.Systemd;

public sealed class ExtensionTests
{
    [Fact]
    public void N16_more_time_is_asked_for_again_and_again_while_units_stop_within_the_budget() => Simulation.Explore(20, async simulation =>
    {
        var dispatcher = new Dispatcher(simulation.Options);
        var told = Told.By(dispatcher, simulation);
        dispatcher.AddTask("poller", async stopping =>
        {
            await simulation.Fires(stopping);
            await Task.Delay(TimeSpan.FromSeconds(4), simulation.TimeProvider);
        });
        await dispatcher.StartAsync();
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(1));
        var before = told.TimesOf("EXTEND_").Count;

        await dispatcher.StopAsync();

        var times = told.TimesOf("EXTEND_").Skip(before).Select(time => time.TotalSeconds - 1).ToList();
        Assert.Equal([0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5], times.Take(8));
        Assert.Contains("STOPPING=1\nEXTEND_TIMEOUT_USEC=5000000\nSTATUS=Stopping: 1 unit left", told.Messages);
    });

    [Fact]
    public void G2_no_more_time_is_asked_for_than_the_stop_budget_holds() => Simulation.Explore(20, async simulation =>
    {
        simulation.Options.StopBudget = TimeSpan.FromSeconds(3);
        var dispatcher = new Dispatcher(simulation.Options);
        var told = Told.By(dispatcher, simulation);
        dispatcher.AddTask("poller", async stopping =>
        {
            await simulation.Fires(stopping);
            await Task.Delay(Timeout.Infinite);
        });
        await dispatcher.StartAsync();
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(10));

        await dispatcher.StopAsync();

        Assert.Equal(TimeSpan.FromSeconds(10 + 3 + 1), told.ExtendedTo.Max());
    });

    [Fact]
    public void N16_more_time_is_asked_for_while_a_unit_starts_but_not_while_only_a_hook_runs_which_nobody_bounds() => Simulation.Explore(20, async simulation =>
    {
        var dispatcher = new Dispatcher(simulation.Options);
        var told = Told.By(dispatcher, simulation);
        dispatcher.OnStarting(token => Task.Delay(TimeSpan.FromSeconds(10), simulation.TimeProvider, token));
        dispatcher.AddJob("migrate", stopping => Task.Delay(TimeSpan.FromSeconds(2), simulation.TimeProvider, stopping));

        await dispatcher.StartAsync();
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(10));

        Assert.Equal([10, 10.5, 11, 11.5], told.TimesOf("EXTEND_").Select(time => time.TotalSeconds).Take(4));
        Assert.InRange(told.TimesOf("EXTEND_").Count, 4, 5);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void No_more_time_is_asked_for_while_a_unit_only_waits_to_be_tried_again() => Simulation.Explore(20, async simulation =>
    {
        var dispatcher = new Dispatcher(simulation.Options);
        var told = Told.By(dispatcher, simulation);
        var tries = 0;
        dispatcher.AddJob("migrate", async stopping =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), simulation.TimeProvider, stopping);
            _ = ++tries == 1 ? throw new IOException("not yet") : tries;
        }).Restarts(RestartPolicy.OnFailure with { AlsoAtStart = true, Delay = TimeSpan.FromSeconds(10), Jitter = 0 });

        await dispatcher.StartAsync();

        Assert.Equal([0, 0.5, 11, 11.5], told.TimesOf("EXTEND_").Select(time => time.TotalSeconds).Where(time => time is < 0.9 or > 1.1 and < 11.9));
        await dispatcher.StopAsync();
    });

    [Fact]
    public void G2_a_stop_that_outlasts_its_budget_gets_no_more_time()
    {
        var announcements = new Announcements(watchdog: null);
        announcements.Hear(new StopAnnounced(null!, TimeSpan.FromSeconds(3)), TimeSpan.FromSeconds(100));

        Assert.Contains("EXTEND_TIMEOUT_USEC=1500000", announcements.Due(TimeSpan.FromSeconds(102.5)), StringComparison.Ordinal);
        Assert.Null(announcements.Due(TimeSpan.FromSeconds(103)));

        Assert.Equal(TimeSpan.MaxValue, announcements.NextAt);
    }
}
