namespace Vahta.Tests.Groups;

public sealed class OwnStopTests
{
    [Fact]
    public void H18_a_group_that_is_stopped_tells_of_what_fails_stops_all_and_skips_what_never_started() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForAll).IgnoreFailure();
        group.AddTask("fine", world.Serves("fine"));
        group.AddLifespan("torn", async _ => await Task.FromResult("value"), (_, _) => Task.FromException(new IOException("no disk")));
        var gate = group.AddTask("gate", (_, stopping) => world.Delay(100, stopping)).NotifiesReady();
        group.AddTask("late", world.Serves("late")).After(gate);
        var starting = dispatcher.StartAsync();
        await world.Delay(1);

        var report = await dispatcher.StopAsync();
        await starting;

        Assert.Equal([UnitState.Stopped, UnitState.Failed, UnitState.Stopped, UnitState.Skipped], new[] { "fine", "torn", "gate", "late" }.Select(name => report.Of($"group/{name}").State));
        Assert.Equal("no disk", Assert.Single(report.Of("group/torn").Errors).Message);
        Assert.Equal(["fine up", "fine down"], world.Journal);
    });

    [Fact]
    public void S36_who_waits_to_run_again_keeps_its_place_and_its_name() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForOne);
        group.AddTask("poller", world.Dies("poller", times: 1)).Restarts(Restarts.OnFailure with { Delay = TimeSpan.FromSeconds(10) });
        await dispatcher.StartAsync();
        await world.Delay(2);

        Assert.Contains("'group/poller' cannot be added: the name is taken", Assert.Throws<InvalidOperationException>(() => group.AddTask("poller", world.Serves("other"))).Message, StringComparison.Ordinal);
        Assert.Equal(["group", "group/poller"], dispatcher.Snapshot().Units.Select(row => row.Name));
        await dispatcher.StopAsync();
    });
}
