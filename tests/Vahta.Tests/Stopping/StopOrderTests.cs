namespace Vahta.Tests.Stopping;

public sealed class StopOrderTests
{
    [Fact]
    public void S37_units_stop_in_reverse_and_independent_ones_at_once_so_that_the_longest_path_is_the_total() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var database = dispatcher.AddLifespan("database", world.Holds("database", teardown: 1));
        var cache = dispatcher.AddLifespan("cache", world.Holds("cache", teardown: 4)).After(database);
        var queue = dispatcher.AddLifespan("queue", world.Holds("queue", teardown: 2)).After(database);
        dispatcher.AddTask("orders", world.StopsIn("orders", 3)).After(cache).After(queue);
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();

        Assert.Equal(["orders told", "orders down", "queue down", "cache down", "database down"], world.Journal.SkipWhile(note => note != "orders told"));
        Assert.Equal(TimeSpan.FromSeconds(3 + 4 + 1), report.Stopping);
        Assert.Equal(0, report.ExitCode);
    });

    [Fact]
    public void I2_a_consumer_is_told_before_and_down_before_its_provider_is_torn_down() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var provider = dispatcher.AddLifespan("provider", world.Holds("provider"));
        for (var index = 0; index < 3; index++)
        {
            dispatcher.AddTask($"consumer-{index}", world.StopsIn($"consumer-{index}", index)).After(provider);
        }

        await dispatcher.StartAsync();
        await dispatcher.StopAsync();

        Assert.Equal("provider down", world.Journal[^1]);
        Assert.Equal(TimeSpan.FromSeconds(2), world.Now);
    });

    [Fact]
    public void G4_the_order_holds_across_a_unit_that_has_already_completed() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var database = dispatcher.AddLifespan("database", world.Holds("database"));
        var migration = dispatcher.AddJob("migration", world.EndsAfter(1)).After(database);
        dispatcher.AddTask("poller", world.StopsIn("poller", 2)).After(migration);
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();

        Assert.Equal(["database up", "poller up", "poller told", "poller down", "database down"], world.Journal);
        Assert.Equal(UnitState.Completed, report.Of("migration").State);
        Assert.Equal(TimeSpan.FromSeconds(2), report.Of("database").WaitedToStop);
    });

    [Fact]
    public void G4_the_order_holds_across_a_unit_that_was_abandoned() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var database = dispatcher.AddLifespan("database", world.Holds("database"));
        var stuck = dispatcher.AddTask("stuck", world.NeverEnds()).After(database).StopWithin(TimeSpan.FromSeconds(2));
        dispatcher.AddTask("poller", world.StopsIn("poller", 1)).After(stuck);
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();

        Assert.Equal(["database up", "poller up", "poller told", "poller down", "database down"], world.Journal);
        Assert.Equal(TimeSpan.FromSeconds(1 + 2 + 1), report.Stopping);
    });

    [Fact]
    public void A1_lifespans_are_torn_down_in_the_reverse_of_their_setup() => Scenario.Explore(10, async world =>
    {
        var dispatcher = world.Dispatcher(options => options.InOrder = true);
        foreach (var name in (string[])["1", "2", "3"])
        {
            dispatcher.AddLifespan(name, world.Holds(name, setup: 1, teardown: 1));
        }

        await dispatcher.StartAsync();
        await dispatcher.StopAsync();

        Assert.Equal(["1 up", "2 up", "3 up", "3 down", "2 down", "1 down"], world.Journal);
    });

    [Fact]
    public void A20_a_teardown_is_called_once_however_often_the_stop_is_asked_for() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("database", world.Holds("database", teardown: 2));
        await dispatcher.StartAsync();

        var stops = new[] { dispatcher.StopAsync(), dispatcher.StopAsync() };
        await world.Delay(1);
        await Task.WhenAll([.. stops, dispatcher.StopAsync(), dispatcher.DisposeAsync().AsTask()]);
        await dispatcher.StopAsync();

        Assert.Equal(["database up", "database down"], world.Journal);
    });

    [Fact]
    public void G2_a_unit_that_has_ended_before_its_turn_is_left_untouched() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var calls = 0;
        dispatcher.AddTask("short", stopping =>
        {
            stopping.Register(() => calls++);
            return Task.CompletedTask;
        });
        await dispatcher.StartAsync();
        await world.Delay(1);

        var report = await dispatcher.StopAsync();

        Assert.Equal(0, calls);
        Assert.Equal(UnitState.Completed, report.Of("short").State);
        Assert.Empty(world.Told<UnitStopping>());
    });

    [Fact]
    public void S65_ten_thousand_units_stop_within_the_budget_and_none_is_called_late() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        var root = dispatcher.AddLifespan("root", world.Holds("root"));
        var down = 0;
        for (var index = 0; index < 10_000; index++)
        {
            dispatcher.AddTask($"unit-{index}", async stopping =>
            {
                await world.Fires(stopping);
                down++;
            }).After(root);
        }

        await dispatcher.StartAsync();
        var report = await dispatcher.StopAsync();

        Assert.Equal(10_000, down);
        Assert.Equal((0, TimeSpan.Zero), (report.ExitCode, report.Stopping));
    });

    [Fact]
    public void S52_nothing_is_left_on_the_clock_after_a_stop() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.OnStopping(_ => Task.CompletedTask).OnStopped(_ => Task.CompletedTask);
        var database = dispatcher.AddLifespan("database", world.Holds("database"));
        dispatcher.AddTask("poller", world.Serves("poller")).After(database);
        await dispatcher.StartAsync();

        await dispatcher.StopAsync();

        Assert.Equal(0, world.Simulation.Timers);
    });

    [Fact]
    public void S53_a_dispatcher_without_units_starts_and_stops() => Scenario.Explore(10, async world =>
    {
        var dispatcher = world.Dispatcher();

        await dispatcher.StartAsync();
        var report = await dispatcher.StopAsync();

        Assert.Equal((0, true), (report.ExitCode, report.StartCompleted));
        Assert.Empty(report.Units);
    });
}
