namespace Vahta.Tests.Groups;

/// <summary>A failure while others are being brought back: it is counted, joins them, and the waiting begins again.</summary>
public sealed class FailureMeanwhileTests
{
    [Fact]
    public void S22_failures_at_the_same_moment_make_one_restart_of_the_set() => Scenario.Explore(100, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForAll);
        foreach (var name in new[] { "a", "b", "c" })
        {
            group.AddTask(name, async (unit, stopping) =>
            {
                await world.Delay(1, unit.Run == 1 ? CancellationToken.None : stopping);
                _ = unit.Run == 1 ? throw new IOException(name) : 0;
                await world.Fires(stopping);
            }).Restarts(Restarts.OnFailure);
        }

        await dispatcher.StartAsync();

        await world.Delay(5);

        var report = await dispatcher.StopAsync();
        Assert.Equal([2, 2, 2, 0], new[] { "group/a", "group/b", "group/c" }.Select(name => report.Of(name).Runs).Append(report.ExitCode));
        await world.QuietAsync();
        LegalSequences.Check(world.Events);
        Assert.Equal(["a", "b", "c"], world.Told<UnitRestarting>().SelectMany(static restart => restart.Exceptions).Select(static thrown => thrown.Message).Order());
    });

    [Theory]
    [InlineData(GroupStrategy.OneForAll)]
    [InlineData(GroupStrategy.RestForOne)]
    public void S22_a_failure_while_the_set_goes_down_waits_for_all_and_for_the_longer_delay(GroupStrategy strategy) => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group", strategy);
        group.AddTask("a", world.Dies("a", times: 1, after: 1.5)).Restarts(Restarts.OnFailure with { Delay = TimeSpan.FromSeconds(5) });
        group.AddTask("b", world.Dies("b", times: 1, after: 1)).After("a").Restarts(Restarts.OnFailure);
        group.AddTask("c", world.StopsIn("c", 3)).After("b");
        await dispatcher.StartAsync();

        await world.Delay(6.4);
        Assert.Equal(UnitState.Restarting, group.State);
        var before = world.Journal.Count;
        await world.Delay(0.2);

        Assert.Equal(["a up", "b up", "c up"], world.Journal.Skip(before));
        var report = await dispatcher.StopAsync();
        Assert.Equal((2, 2, 2, 0), (report.Of("group/a").Runs, report.Of("group/b").Runs, report.Of("group/c").Runs, report.ExitCode));
    });

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    public void S22_a_failure_during_the_delay_takes_those_that_wait_along_and_the_longer_delay_counts(int seconds) => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group", GroupStrategy.RestForOne);
        group.AddTask("a", world.Dies("a", times: 1, after: 2)).Restarts(Restarts.OnFailure with { Delay = TimeSpan.FromSeconds(5) });
        group.AddTask("b", world.Dies("b", times: 1, after: 1)).After("a").Restarts(Restarts.OnFailure with { Delay = TimeSpan.FromSeconds(seconds) });
        await dispatcher.StartAsync();

        await world.Delay(Math.Max(7, 1 + seconds) - 0.1);
        Assert.Equal((1, 1), (dispatcher.Snapshot().Of("group/a").Run, dispatcher.Snapshot().Of("group/b").Run));
        await world.Delay(0.2);

        var report = await dispatcher.StopAsync();
        Assert.Equal((2, 2), (report.Of("group/a").Runs, report.Of("group/b").Runs));
    });

    [Fact]
    public void S22_a_failure_while_the_set_starts_again_takes_it_down_again_and_is_counted() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForAll, RestartPolicy.OnFailure with { MaxRestarts = 2 });
        group.AddTask("a", world.Dies("a", times: 1)).Restarts(Restarts.OnFailure);
        group.AddLifespan("slow", world.Holds("slow", setup: 1)).After("a");
        var tries = 0;
        group.AddLifespan<int>("picky", _ => ++tries == 2 ? Task.FromException<int>(new IOException("refused")) : Task.FromResult(tries)).After("a").Restarts(Restarts.OnFailure);
        await dispatcher.StartAsync();

        await world.Delay(10);

        var report = await dispatcher.StopAsync();
        Assert.Equal((3, 3, 3, 0), (tries, report.Of("group/a").Runs, report.Of("group/slow").Runs, report.ExitCode));
        Assert.Equal(["group/a", "group/picky"], world.Told<GroupRestarting>().Select(static restart => restart.Because));
        await world.QuietAsync();
        LegalSequences.Check(world.Events);
    });

    [Fact]
    public void S22_beyond_the_limit_a_failure_meanwhile_is_the_groups() => Scenario.Explore(50, async world =>
    {
        var thrown = new IOException("refused");
        var dispatcher = world.Application();
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForAll, RestartPolicy.OnFailure with { MaxRestarts = 1 });
        group.AddTask("a", world.Dies("a", times: 1)).Restarts(Restarts.OnFailure);
        var tries = 0;
        group.AddLifespan<int>("picky", _ => ++tries == 2 ? Task.FromException<int>(thrown) : Task.FromResult(tries)).After("a").Restarts(Restarts.OnFailure);

        var report = await dispatcher.RunAsync();

        Assert.Equal((1, StopCause.UnitFailed, "group/picky"), (report.ExitCode, report.Reason.Cause, report.Reason.Unit));
        Assert.Same(thrown, report.Reason.Exception);
    });
}
