namespace Vahta.Tests.Lifespans;

public sealed class FactoryLifespanTests
{
    [Fact]
    public void What_a_factory_made_is_disposed_asynchronously_when_it_can_be() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        var made = new Both(world);
        var lifespan = dispatcher.AddLifespan("both", async stopping =>
        {
            await world.Delay(1, stopping);
            return made;
        });

        await dispatcher.StartAsync();
        Assert.Same(made, lifespan.Value);
        Assert.Empty(world.Journal);
        await dispatcher.StopAsync();

        Assert.Equal(["disposed asynchronously"], world.Journal);
    });

    [Fact]
    public void What_a_factory_made_is_disposed_synchronously_when_there_is_no_other_way() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("sync", (unit, stopping) => Task.FromResult(new Sync(() => world.Note($"{unit.Name} disposed"))));

        await dispatcher.LiveAsync(Entry.StartAsync);

        Assert.Equal(["sync disposed"], world.Journal);
    });

    [Fact]
    public void A_factory_that_throws_leaves_nothing_to_dispose() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan<Sync>("broken", (UnitContext _, CancellationToken _) => throw new IOException("broken"));

        var thrown = await Thrown.By<IOException>(dispatcher.StartAsync());

        Assert.Equal("broken", thrown.Message);
        Assert.Equal(UnitState.Failed, dispatcher["broken"].State);
    });

    [Fact]
    public void A_factory_that_returns_null_instead_of_a_task_has_failed_and_is_told_by_name() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan<Sync>("empty", (CancellationToken _) => null!);

        var thrown = await Thrown.By<InvalidOperationException>(dispatcher.StartAsync());

        Assert.Contains("'empty'", thrown.Message);
        Assert.Contains("returned null instead of a Task", thrown.Message);
    });

    [Fact]
    public void A_disposal_that_throws_is_the_lifespans_failure() => Scenario.Explore(20, async world =>
    {
        var failure = new IOException("dispose");
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("throws", _ => Task.FromResult(new Sync(() => throw failure)));

        var report = await dispatcher.LiveAsync(Entry.StartAsync);

        Assert.Same(failure, Assert.Single(report.Errors));
        Assert.Equal(1, report.ExitCode);
    });

    [Fact]
    public void The_factorys_token_is_the_units_stopping() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("waiting", async (unit, stopping) =>
        {
            Assert.Equal(unit.Stopping, stopping);
            await world.Delay(20, stopping);
            return 1;
        });

        var starting = dispatcher.StartAsync();
        await world.Delay(3);
        var report = await dispatcher.StopAsync();
        await starting;

        Assert.Equal(TimeSpan.Zero, report.Stopping);
        Assert.Equal(0, report.ExitCode);
    });

    private sealed class Both(Scenario world) : IAsyncDisposable, IDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Task.Yield();
            world.Note("disposed asynchronously");
        }

        public void Dispose() => world.Note("disposed synchronously");
    }

    private sealed class Sync(Action disposed) : IDisposable
    {
        public void Dispose() => disposed();
    }
}
