namespace Vahta.Testing.Tests.Tracing;

public sealed class OrderTests
{
    [Fact]
    public void Started_and_stopped_in_order_hold_where_units_need_each_other() => Live(trace =>
    {
        trace.AssertStartedInOrder("database", "migrate", "poller");
        trace.AssertStartedInOrder("database", "cache");
        trace.AssertStoppedInOrder("poller", "database");
        trace.AssertStoppedInOrder("POLLER", "Database");
        trace.AssertStartedInOrder();
        trace.AssertStoppedInOrder("poller");
    });

    [Fact]
    public void Started_in_order_says_what_came_first() => Live(trace => Assert.Matches(
        @"^'database' was to start after 'poller' was ready: 'poller' was ready as event \d+, 'database' started as event \d+\.$",
        trace.Says(trace => trace.AssertStartedInOrder("poller", "database"))));

    [Fact]
    public void Stopped_in_order_says_what_came_first() => Live(trace => Assert.Matches(
        @"^'poller' was to stop after 'database' had ended: 'database' ended as event \d+, 'poller' was told to stop as event \d+\.$",
        trace.Says(trace => trace.AssertStoppedInOrder("database", "poller"))));

    [Fact]
    public void A_unit_that_never_started_has_not_started_in_order() => Live(trace =>
    {
        Assert.EndsWith("'lost' never started.", trace.Says(trace => trace.AssertStartedInOrder("database", "lost")), StringComparison.Ordinal);
        Assert.Contains("'lost' never was ready", trace.Says(trace => trace.AssertStartedInOrder("lost", "database")), StringComparison.Ordinal);
    });

    [Fact]
    public void A_unit_that_was_never_told_to_stop_has_not_stopped_in_order() => Live(trace =>
    {
        Assert.EndsWith("'migrate' never was told to stop.", trace.Says(trace => trace.AssertStoppedInOrder("poller", "migrate")), StringComparison.Ordinal);
        Assert.Contains("'lost' never ended", trace.Says(trace => trace.AssertStoppedInOrder("lost", "database")), StringComparison.Ordinal);
    });

    [Fact]
    public void Order_holds_when_one_was_abandoned_before_the_next() => Simulation.Run(async simulation =>
    {
        await using var dispatcher = new Dispatcher(simulation.Options);
        var database = dispatcher.AddLifespan("database", simulation.Holds("database"));
        dispatcher.AddTask("poller", simulation.Serves("poller")).After(database);
        simulation.Faults.Hang("poller", FaultPoint.Stop);
        await dispatcher.StartAsync();
        await dispatcher.StopAsync();

        simulation.Trace.AssertStoppedInOrder("poller", "database");
    });

    [Fact]
    public void What_goes_down_with_the_unit_it_needs_has_stopped_before_it() => Simulation.Explore(20, async simulation =>
    {
        await using var dispatcher = new Dispatcher(simulation.Options);
        var database = dispatcher.AddLifespan("database", simulation.Holds("database"));
        dispatcher.AddTask("poller", simulation.Serves("poller")).After(database);
        await dispatcher.StartAsync();

        await dispatcher.StopAsync(database);

        simulation.Trace.AssertStoppedInOrder("poller", "database");
    });

    [Fact]
    public void Overlapped_holds_for_what_is_independent_and_for_what_lives_in_what_it_needs() => Live(trace =>
    {
        trace.AssertOverlapped("poller", "cache");
        trace.AssertOverlapped("poller", "database", "cache");
        trace.AssertOverlapped("database");
    });

    [Fact]
    public void Overlapped_says_who_was_gone_before_whom() => Live(trace => Assert.Matches(
        @"^'migrate' and 'poller' were to be alive at the same time: 'migrate' started as event \d+, 'migrate' ended as event \d+; 'poller' started as event \d+, 'poller' ended as event \d+\.$",
        trace.Says(trace => trace.AssertOverlapped("migrate", "poller"))));

    [Fact]
    public void A_unit_that_never_started_overlaps_nobody() => Live(trace =>
        Assert.Contains("'lost' never started", trace.Says(trace => trace.AssertOverlapped("database", "lost")), StringComparison.Ordinal));

    private static void Live(Action<Trace> then) => Simulation.Explore(5, async simulation =>
    {
        var dispatcher = new Dispatcher(simulation.Options);
        var database = dispatcher.AddLifespan("database", simulation.Holds("database", setup: 1, teardown: 1));
        dispatcher.AddLifespan("cache", simulation.Holds("cache", setup: 5)).After(database);
        dispatcher.AddJob("migrate", _ => simulation.Delay(1)).After(database);
        dispatcher.AddTask("poller", simulation.Serves("poller")).After("migrate");
        await dispatcher.StartAsync();
        await dispatcher.StopAsync();

        then(simulation.Trace);
    });
}
