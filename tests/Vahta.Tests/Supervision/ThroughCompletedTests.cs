namespace Vahta.Tests.Supervision;

/// <summary>What becomes of those that need a unit through another that has completed.</summary>
public sealed class ThroughCompletedTests
{
    [Fact]
    public void S30_a_failure_is_seen_through_a_completed_job_and_skips_those_that_wait_behind_it() => Scenario.Explore(100, async world =>
    {
        var dispatcher = world.Dispatcher();
        var link = dispatcher.AddTask("link", async ct =>
        {
            await world.Delay(1, ct);
            throw new IOException("gone");
        }).IgnoreFailure();
        var migrate = dispatcher.AddJob("migrate", _ => Task.CompletedTask).After(link);
        var slow = dispatcher.AddJob("slow", ct => world.Delay(5, ct));
        dispatcher.AddTask("poller", world.Serves("poller")).After(migrate).After(slow);

        await dispatcher.StartAsync();
        var report = await dispatcher.StopAsync();

        Assert.Equal("link", report.Units.Single(unit => unit.Name == "poller").SkippedBecauseOf);
        Assert.Empty(world.Journal);
    });

    [Fact]
    public void S30_a_failure_is_seen_through_a_completed_job_and_stops_those_that_run_behind_it() => Scenario.Explore(100, async world =>
    {
        var dispatcher = world.Dispatcher();
        var link = dispatcher.AddTask("link", async ct =>
        {
            await world.Delay(10, ct);
            throw new IOException("gone");
        }).IgnoreFailure();
        var migrate = dispatcher.AddJob("migrate", _ => Task.CompletedTask).After(link);
        var poller = dispatcher.AddTask("poller", world.Serves("poller")).After(migrate);

        await dispatcher.StartAsync();
        await world.Delay(20);

        Assert.Equal(UnitState.Skipped, poller.State);
        Assert.Equal(["poller up", "poller down"], world.Journal);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void S30_what_a_unit_completed_while_bound_to_a_task_stays_completed_when_the_task_ends() => Scenario.Explore(100, async world =>
    {
        var dispatcher = world.Dispatcher();
        var feed = dispatcher.AddTask("feed", ct => world.Delay(3, ct));
        var load = dispatcher.AddJob("load", ct => world.Delay(1, ct)).After(feed, Dependency.Bound);
        var slow = dispatcher.AddJob("slow", ct => world.Delay(5, ct));
        var serve = dispatcher.AddTask("serve", world.Serves("serve")).After(load).After(slow);

        await dispatcher.StartAsync();

        Assert.Equal(UnitState.Running, serve.State);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void S67_a_completed_job_stopped_by_request_takes_its_dependents_down_until_it_has_run_again() => Scenario.Explore(100, async world =>
    {
        var dispatcher = world.Dispatcher();
        var migrate = dispatcher.AddJob("migrate", _ =>
        {
            world.Note("migrate");
            return Task.CompletedTask;
        });
        var poller = dispatcher.AddTask("poller", world.Serves("poller")).After(migrate);
        await dispatcher.StartAsync();

        await dispatcher.StopAsync(migrate);
        Assert.Equal(UnitState.Pending, poller.State);
        await dispatcher.StartAsync(migrate);
        await dispatcher.StartAsync(poller);

        Assert.Equal(["migrate", "poller up", "poller down", "migrate", "poller up"], world.Journal);
        await dispatcher.StopAsync();
    });
}
