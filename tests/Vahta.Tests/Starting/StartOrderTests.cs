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
        Assert.Equal(TimeSpan.FromSeconds(2), world.Time.Now);
        await dispatcher.StopAsync();
        Assert.Equal(["database up", "poller up", "poller down", "database down"], world.Journal);
    });
}
