namespace Vahta.Tests.Groups;

public sealed class WhoIsToldTests
{
    [Fact]
    public void S17_the_limit_that_was_reached_is_told_be_it_the_units_or_its_groups() => Scenario.Explore(10, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForOne, RestartPolicy.OnFailure with { MaxRestarts = 2 }).IgnoreFailure();
        group.AddTask("x", world.Dies("x", times: 100)).Restarts(Restarts.OnFailure with { KeepTrying = true });
        dispatcher.AddTask("never", world.FailsAfter(1, new IOException("never"))).IgnoreFailure();
        await dispatcher.StartAsync();

        await world.Delay(20);

        Assert.Equal(2, Assert.Single(world.Told<UnitFailed>("group/x")).GaveUpAfter);
        Assert.Null(Assert.Single(world.Told<UnitFailed>("never")).GaveUpAfter);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void G3_a_teardown_that_fails_in_a_stop_by_request_is_not_made_good_by_a_group_that_does_not_run_again() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group").Restarts(RestartPolicy.OnFailure);
        var torn = group.AddLifespan("torn", _ => Task.CompletedTask, _ => throw new IOException("no disk"));
        group.AddTask("other", world.Serves("other"));
        await dispatcher.StartAsync();

        await dispatcher.StopAsync(torn);
        var report = await dispatcher.StopAsync();

        Assert.Equal((1, "no disk"), (report.ExitCode, Assert.Single(report.Errors).Message));
        Assert.Equal((1, StopCause.UnitFailed), (report.Of("group/other").Runs, report.Reason.Cause));
    });
}
