namespace Vahta.Tests.Stopping;

public sealed class StopFromInsideTests
{
    [Fact]
    public void S44_a_task_that_stops_the_dispatcher_and_awaits_it_does_not_wait_for_itself() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Application();
        var database = dispatcher.AddLifespan("database", world.Holds("database"));
        dispatcher.AddTask("poller", async (unit, stopping) =>
        {
            await world.Delay(1);
            var early = await unit.Dispatcher.StopAsync();
            world.Note($"goes on, {early.Of("poller").State}");
            await world.Fires(stopping);
        }).After(database);

        var report = await dispatcher.RunAsync();

        Assert.Equal(["database up", "goes on, Running", "database down"], world.Journal);
        Assert.Equal((0, TimeSpan.Zero, StopCause.Requested), (report.ExitCode, report.Stopping, report.Reason.Cause));
    });

    [Fact]
    public void S44_a_setup_and_a_teardown_may_stop_the_dispatcher_too() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("impatient", async _ => await dispatcher.StopAsync(), async (_, _) =>
        {
            await dispatcher.StopAsync();
            world.Note("down");
        });

        await dispatcher.StartAsync();
        var report = await dispatcher.StopAsync();

        Assert.Equal(["down"], world.Journal);
        Assert.Equal(0, report.ExitCode);
    });

    [Theory]
    [InlineData("OnStarting")]
    [InlineData("OnReady")]
    [InlineData("OnStopping")]
    [InlineData("OnStopped")]
    public void S44_a_hook_that_stops_the_dispatcher_and_awaits_it_does_not_wait_for_itself(string point) => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Application();
        Func<CancellationToken, Task> hook = async _ =>
        {
            await dispatcher.StopAsync();
            world.Note("goes on");
        };
        _ = point switch
        {
            "OnStarting" => dispatcher.OnStarting(hook),
            "OnReady" => dispatcher.OnReady(hook),
            "OnStopping" => dispatcher.OnStopping(hook),
            _ => dispatcher.OnStopped(hook),
        };
        dispatcher.AddTask("short", world.EndsAfter(1));

        var report = await dispatcher.RunAsync();

        Assert.Equal(["goes on"], world.Journal);
        Assert.Equal(0, report.ExitCode);
        Assert.InRange(world.Now, TimeSpan.Zero, TimeSpan.FromSeconds(1));
    });

    [Fact]
    public void S44_disposing_from_inside_a_unit_returns() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddTask("poller", async stopping =>
        {
            await dispatcher.DisposeAsync();
            world.Note("goes on");
            await world.Fires(stopping);
        });

        var report = await dispatcher.RunAsync();

        Assert.Equal(["goes on"], world.Journal);
        Assert.Equal((0, TimeSpan.Zero), (report.ExitCode, report.Stopping));
    });

    [Fact]
    public void F5_a_unit_asks_for_a_stop_with_a_reason_and_a_code() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddTask("poller", async (unit, stopping) =>
        {
            unit.Dispatcher.RequestStop("disk is full", exitCode: 42);
            await world.Fires(stopping);
        });

        var report = await dispatcher.RunAsync();

        Assert.Equal((42, StopCause.Requested, "disk is full"), (report.ExitCode, report.Reason.Cause, report.Reason.Message));
        Assert.Equal("requested: disk is full", report.Reason.ToString());
    });
}
