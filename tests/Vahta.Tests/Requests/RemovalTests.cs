namespace Vahta.Tests.Requests;

public sealed class RemovalTests
{
    [Fact]
    public void S50_a_unit_is_removed_and_its_name_is_free_again() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var poller = dispatcher.AddTask("poller", world.StopsIn("poller", 1));
        await dispatcher.StartAsync();

        await dispatcher.RemoveAsync(poller);

        Assert.False(dispatcher.TryGetUnit("poller", out _));
        var again = dispatcher.AddTask("poller", world.Serves("again"));
        await dispatcher.StartAsync(again);
        await dispatcher.StopAsync();
        Assert.Equal(["poller up", "poller told", "poller down", "again up", "again down"], world.Journal);
        await world.QuietAsync();
        Assert.Single(world.Told<UnitRemoved>());
        await Thrown.By<ArgumentException>(Asked(() => dispatcher.RemoveAsync(poller)));
    });

    [Fact]
    public void S50_a_unit_that_others_need_is_not_removed_and_they_are_named() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var cache = dispatcher.AddLifespan("cache", world.Holds("cache"));
        var poller = dispatcher.AddTask("poller", world.Serves("poller")).After(cache);
        await dispatcher.StartAsync();

        var refused = await Thrown.By<InvalidOperationException>(Asked(() => dispatcher.RemoveAsync(cache)));

        Assert.Contains("poller", refused.Message);
        Assert.Equal((UnitState.Running, UnitState.Running), (cache.State, poller.State));
        await dispatcher.RemoveAsync(poller);
        await dispatcher.RemoveAsync(cache);
        Assert.Empty(dispatcher.Snapshot().Units);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void H15_a_unit_that_removes_itself_is_gone_once_it_has_ended() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("poller", async (unit, stopping) =>
        {
            await unit.Dispatcher.RemoveAsync(unit.Dispatcher["poller"]);
            await world.Fires(stopping);
            await world.Delay(1);
        });
        await dispatcher.StartAsync();
        await world.Delay(2);

        Assert.False(dispatcher.TryGetUnit("poller", out _));
        await dispatcher.StopAsync();
    });

    [Fact]
    public void I19_giving_up_waiting_for_a_removal_ends_the_waiting_only() => Scenario.Explore(20, async world =>
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromSeconds(1), world.Time);
        var dispatcher = world.Dispatcher();
        var poller = dispatcher.AddTask("poller", world.StopsIn("poller", 3));
        await dispatcher.StartAsync();

        await Thrown.By<TaskCanceledException>(dispatcher.RemoveAsync(poller, cancel.Token));
        Assert.Equal(UnitState.Stopping, poller.State);
        await world.Delay(5);

        Assert.False(dispatcher.TryGetUnit("poller", out _));
        await dispatcher.StopAsync();
    });

    [Fact]
    public void G6_an_abandoned_unit_keeps_its_name_until_its_run_has_ended_even_when_removed() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var stuck = dispatcher.AddTask("stuck", world.IgnoresStopFor(10)).StopWithin(TimeSpan.FromSeconds(1)).IgnoreFailure();
        await dispatcher.StartAsync();

        await dispatcher.RemoveAsync(stuck);
        Assert.True(dispatcher.TryGetUnit("stuck", out _));
        await world.Delay(10);

        Assert.False(dispatcher.TryGetUnit("stuck", out _));
        await dispatcher.StopAsync();
    });

    // Whether a refusal is thrown or returned is no matter here.
    private static async Task Asked(Func<Task> ask) => await ask();
}
