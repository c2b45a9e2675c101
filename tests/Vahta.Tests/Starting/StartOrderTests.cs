namespace Vahta.Tests.Starting;

public sealed class StartOrderTests
{
    [Fact]
    public void S1_a_unit_starts_only_when_everything_it_needs_is_ready() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        var database = dispatcher.AddLifespan("database", world.Holds("database", setup: 2));
        dispatcher.AddTask("poller", world.Serves("poller")).After(database);

        await dispatcher.StartAsync();

        Assert.Equal(["database up", "poller up"], world.Journal);
        Assert.Equal(TimeSpan.FromSeconds(2), world.Now);
        await dispatcher.StopAsync();
        Assert.Equal(["database up", "poller up", "poller down", "database down"], world.Journal);
    });

    [Theory]
    [InlineData(Entry.StartAsync)]
    [InlineData(Entry.RunAsync)]
    public void S2_independent_branches_overlap_and_the_base_of_a_diamond_starts_once(Entry entry) => Scenario.Explore(100, async world =>
    {
        var dispatcher = world.Application();
        var bottom = dispatcher.AddLifespan("bottom", world.Holds("bottom", setup: 1));
        var left = dispatcher.AddLifespan("left", world.Holds("left", setup: 3)).After(bottom);
        var right = dispatcher.AddLifespan("right", world.Holds("right", setup: 2)).After(bottom);
        dispatcher.AddLifespan("top", world.Holds("top", setup: 1)).After(left).After(right);
        dispatcher.AddLifespan("aside", world.Holds("aside", setup: 4.5));

        var report = await dispatcher.LiveAsync(entry);

        Assert.Equal(["bottom up", "right up", "left up", "aside up", "top up"], world.Journal.Take(5));
        Assert.Equal(TimeSpan.FromSeconds(5), report.Starting);
        Assert.All(report.Units, unit => Assert.Equal(1, unit.Runs));
        Assert.Equal(["bottom", "left", "top"], report.StartCriticalChain);
    });

    [Fact]
    public void D14_units_without_needs_start_at_once_whatever_else_is_slow() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("slow", world.Holds("slow", setup: 20));
        dispatcher.AddTask("quick", world.Serves("quick"));

        var starting = dispatcher.StartAsync();
        await world.Delay(1);

        Assert.Equal(["quick up"], world.Journal);
        Assert.Equal(UnitState.Running, dispatcher["quick"].State);
        Assert.Equal(UnitState.Starting, dispatcher["slow"].State);
        Assert.Equal(DispatcherState.Starting, dispatcher.State);
        await starting;
        await dispatcher.StopAsync();
    });

    [Theory]
    [InlineData(Dependency.Required)]
    [InlineData(Dependency.Optional)]
    [InlineData(Dependency.Bound)]
    public void Every_kind_of_dependency_orders_the_start_and_the_stop_by_handle_and_by_name(Dependency kind) =>
        Scenario.Explore(50, async world =>
        {
            var dispatcher = world.Dispatcher();
            dispatcher.AddTask("last", world.Serves("last")).After("MIDDLE", kind);
            var first = dispatcher.AddLifespan("first", world.Holds("first", setup: 1, teardown: 1));
            dispatcher.AddLifespan("middle", world.Holds("middle", setup: 1, teardown: 1)).After(first, kind);

            await dispatcher.LiveAsync(Entry.StartAsync);

            Assert.Equal(["first up", "middle up", "last up", "last down", "middle down", "first down"], world.Journal);
        });

    [Fact]
    public void S10_a_job_releases_those_after_it_when_it_has_completed_not_when_it_has_begun() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        var migrate = dispatcher.AddJob("migrate", async stopping =>
        {
            await world.Delay(5, stopping);
            world.Note("migrated");
        });
        dispatcher.AddTask("poller", world.Serves("poller")).After(migrate);

        await dispatcher.StartAsync();

        Assert.Equal(["migrated", "poller up"], world.Journal);
        Assert.Equal(UnitState.Completed, migrate.State);
        Assert.Equal(TimeSpan.FromSeconds(5), world.Now);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void A_thousand_independent_units_start_as_quickly_as_the_slowest() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        for (var index = 0; index < 1000; index++)
        {
            dispatcher.AddLifespan($"unit-{index}", world.Holds($"{index}", setup: 1 + (index % 7)));
        }

        var report = await dispatcher.LiveAsync(Entry.StartAsync);

        Assert.Equal(TimeSpan.FromSeconds(7), report.Starting);
        Assert.Equal(2000, world.Journal.Count);
    });

    [Fact]
    public void The_report_tells_waiting_apart_from_a_units_own_start() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var database = dispatcher.AddLifespan("database", world.Holds("database", setup: 2));
        dispatcher.AddLifespan("cache", world.Holds("cache", setup: 3)).After(database);

        var report = await dispatcher.LiveAsync(Entry.StartAsync);

        Assert.Equal([TimeSpan.Zero, TimeSpan.FromSeconds(2)], report.Units.Select(unit => unit.WaitedToStart));
        Assert.Equal([TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3)], report.Units.Select(unit => unit.Starting));
    });
}
