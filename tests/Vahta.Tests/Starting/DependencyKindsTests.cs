namespace Vahta.Tests.Starting;

public sealed class DependencyKindsTests
{
    [Fact]
    public void When_a_task_ends_by_itself_those_bound_to_it_stop_and_all_others_run_on() => Scenario.Explore(100, async world =>
    {
        var dispatcher = world.Dispatcher();
        var feed = dispatcher.AddTask("feed", stopping => world.Delay(5, stopping));
        AddAllKinds(world, dispatcher, feed);

        await dispatcher.StartAsync();
        await world.Delay(10);

        Assert.Equal(["bound down"], world.Journal.Skip(4));
        Assert.Equal(UnitState.Skipped, dispatcher["bound"].State);
        Assert.All(["default", "required", "optional"], name => Assert.Equal(UnitState.Running, dispatcher[name].State));
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    });

    [Fact]
    public void When_a_task_fails_for_good_and_is_ignored_all_but_those_for_which_it_was_optional_stop() => Scenario.Explore(100, async world =>
    {
        var dispatcher = world.Dispatcher();
        var feed = dispatcher.AddTask("feed", async stopping =>
        {
            await world.Delay(5, stopping);
            throw new IOException("ignored");
        }).IgnoreFailure();
        AddAllKinds(world, dispatcher, feed);

        await dispatcher.StartAsync();
        await world.Delay(10);

        Assert.Equal(["bound down", "default down", "required down"], world.Journal.Skip(4).Order());
        Assert.Equal(UnitState.Running, dispatcher["optional"].State);
        Assert.All(["bound", "default", "required"], name => Assert.Equal(UnitState.Skipped, dispatcher[name].State));
        await dispatcher.StopAsync();
    });

    [Fact]
    public void What_stopped_for_anothers_sake_comes_back_with_it() => Scenario.Explore(100, async world =>
    {
        var dispatcher = world.Dispatcher();
        var feed = dispatcher.AddTask("feed", async (unit, stopping) =>
        {
            await world.Delay(unit.Run == 1 ? 5 : 1000, stopping);
            throw new IOException("ignored");
        }).IgnoreFailure();
        AddAllKinds(world, dispatcher, feed);
        await dispatcher.StartAsync();
        await world.Delay(10);

        await dispatcher.StartAsync(feed);
        await world.Delay(1);

        Assert.Equal(["bound up", "default up", "required up"], world.Journal.Skip(7).Order());
        Assert.All(dispatcher.Snapshot().Units, unit => Assert.Equal(UnitState.Running, unit.State));
        Assert.Equal([2, 2, 2, 1, 2], dispatcher.Snapshot().Units.Select(unit => unit.Run));
        await dispatcher.StopAsync();
    });

    [Theory]
    [InlineData(Dependency.Required)]
    [InlineData(Dependency.Optional)]
    [InlineData(Dependency.Bound)]
    public void A_job_that_has_completed_is_a_need_that_is_met_for_good(Dependency kind) => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddJob("migrate", _ => Task.CompletedTask);
        dispatcher.AddTask("poller", world.Serves("poller")).After("migrate", kind);

        await dispatcher.StartAsync();
        await world.Delay(10);

        Assert.Equal(["poller up"], world.Journal);
        Assert.Equal(UnitState.Running, dispatcher["poller"].State);
        await dispatcher.StopAsync();
    });

    [Theory]
    [InlineData(Dependency.Required)]
    [InlineData(Dependency.Optional)]
    [InlineData(Dependency.Bound)]
    public void An_orderly_stop_takes_dependents_of_every_kind_down_first(Dependency kind) => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        var database = dispatcher.AddLifespan("database", world.Holds("database"));
        dispatcher.AddTask("poller", world.Serves("poller")).After(database, kind);
        await dispatcher.StartAsync();

        await dispatcher.StopAsync(database);

        Assert.Equal(["database up", "poller up", "poller down", "database down"], world.Journal);
        await dispatcher.StopAsync();
    });

    private static void AddAllKinds(Scenario world, Dispatcher dispatcher, UnitHandle feed)
    {
        dispatcher.AddTask("default", world.Serves("default")).After(feed);
        dispatcher.AddTask("required", world.Serves("required")).After(feed, Dependency.Required);
        dispatcher.AddTask("optional", world.Serves("optional")).After(feed, Dependency.Optional);
        dispatcher.AddTask("bound", world.Serves("bound")).After(feed, Dependency.Bound);
    }
}
