namespace Vahta.Tests.Lifespans;

public sealed class LifespanValueTests
{
    [Fact]
    public void A_value_asked_for_too_early_or_too_late_is_refused_by_name_state_and_way_out() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var database = dispatcher.AddLifespan("database", world.Holds("database", setup: 2, teardown: 2));
        AssertRefused(database, "Pending");

        var starting = dispatcher.StartAsync();
        await world.Delay(1);
        AssertRefused(database, "Starting");
        await starting;
        Assert.Equal("database", database.Value);

        var stopping = dispatcher.StopAsync();
        await world.Delay(1);
        AssertRefused(database, "Stopping");
        await stopping;
        AssertRefused(database, "Stopped");
    });

    [Fact]
    public void A_value_is_there_for_all_that_come_after_until_the_last_of_them_is_down() => Scenario.Explore(100, async world =>
    {
        var dispatcher = world.Dispatcher();
        var database = dispatcher.AddLifespan("database", world.Holds("database", setup: 1));
        dispatcher.AddLifespan("cache", _ => Task.FromResult(database.Value), async (_, _) =>
        {
            await world.Delay(1);
            world.Note($"cache reads {database.Value}");
        }).After(database);
        dispatcher.AddTask("poller", async stopping =>
        {
            await world.Serves("poller")(stopping);
            world.Note($"poller reads {database.Value}");
        }).After("cache");

        var report = await dispatcher.LiveAsync(Entry.StartAsync);

        Assert.Empty(report.Errors);
        Assert.Equal(["database up", "poller up", "poller down", "poller reads database", "cache reads database", "database down"], world.Journal);
    });

    [Fact]
    public void A_value_that_is_null_is_a_value() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        var nothing = dispatcher.AddLifespan<string?>("nothing", (CancellationToken _) => Task.FromResult<string?>(null));

        await dispatcher.StartAsync();

        Assert.True(nothing.TryGetValue(out var value));
        Assert.Null(value);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void K8_a_unit_may_need_a_value_of_one_that_is_registered_later() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        Lifespan<string>? database = null;
        dispatcher.AddJob("reader", _ =>
        {
            world.Note($"reads {database!.Value}");
            return Task.CompletedTask;
        }).After("database");
        database = dispatcher.AddLifespan("database", world.Holds("database", setup: 3));

        await dispatcher.LiveAsync(Entry.StartAsync);

        Assert.Equal(["database up", "reads database", "database down"], world.Journal);
    });

    private static void AssertRefused(Lifespan<string> lifespan, string state)
    {
        Assert.False(lifespan.TryGetValue(out _));
        var error = Assert.Throws<InvalidOperationException>(() => lifespan.Value);
        Assert.Contains($"'{lifespan.Name}'", error.Message);
        Assert.Contains(state, error.Message);
        Assert.Contains(".After(", error.Message);
    }
}
