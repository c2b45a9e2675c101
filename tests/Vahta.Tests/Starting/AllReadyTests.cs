namespace Vahta.Tests.Starting;

public sealed class AllReadyTests
{
    [Theory]
    [InlineData(Entry.StartAsync)]
    [InlineData(Entry.RunAsync)]
    public void D8_S14_that_all_is_ready_is_told_once_after_the_last_unit_and_before_the_hook(Entry entry) => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.OnReady(async _ =>
        {
            Assert.Equal(DispatcherState.Running, dispatcher.State);
            await world.QuietAsync();
            world.Note($"hook after {world.Told<DispatcherReady>().Count}");
        });
        dispatcher.AddLifespan("slow", world.Holds("slow", setup: 3));
        dispatcher.AddTask("quick", world.Serves("quick"));

        var report = await dispatcher.LiveAsync(entry);
        await world.QuietAsync();

        var told = Assert.Single(world.Told<DispatcherReady>());
        Assert.Equal(TimeSpan.FromSeconds(3), told.Took);
        Assert.True(report.StartCompleted);
        Assert.True(told.Sequence > world.Told<UnitReady>().Max(ready => ready.Sequence));
        Assert.True(entry == Entry.RunAsync || world.Journal.Contains("hook after 1"));
    });

    [Fact]
    public void S14_that_all_is_ready_is_not_told_after_a_failure() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.OnReady(_ =>
        {
            world.Note("ready");
            return Task.CompletedTask;
        });
        dispatcher.AddTask("task", world.Serves("task"));
        dispatcher.AddJob("broken", async stopping =>
        {
            await world.Delay(1, stopping);
            throw new IOException();
        });

        var report = await dispatcher.RunAsync();
        await world.QuietAsync();

        Assert.Empty(world.Told<DispatcherReady>());
        Assert.DoesNotContain("ready", world.Journal);
        Assert.False(report.StartCompleted);
    });

    [Fact]
    public void That_all_is_ready_is_not_told_again_when_a_unit_is_started_anew() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        var unit = dispatcher.AddTask("task", world.Serves("task"));
        await dispatcher.StartAsync();

        await dispatcher.StopAsync(unit);
        await dispatcher.StartAsync(unit);
        await dispatcher.StopAsync();
        await world.QuietAsync();

        Assert.Single(world.Told<DispatcherReady>());
        Assert.Equal(2, world.Told<UnitReady>().Count);
    });

    [Fact]
    public void A_dispatcher_without_units_is_ready_at_once() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();

        await dispatcher.StartAsync();

        Assert.Equal(DispatcherState.Running, dispatcher.State);
        var report = await dispatcher.StopAsync();
        Assert.Equal(0, report.ExitCode);
        Assert.True(report.StartCompleted);
    });

    [Fact]
    public void Run_without_units_ends_at_once() => Scenario.Explore(20, async world =>
    {
        var report = await world.Application().RunAsync();

        Assert.Equal((0, StopCause.Completed, TimeSpan.Zero), (report.ExitCode, report.Reason.Cause, world.Now));
    });

    [Fact]
    public void A_unit_is_seen_starting_and_then_ready_once() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("1", world.Holds("1", setup: 1));
        dispatcher.AddLifespan("2", world.Holds("2", setup: 2)).After("1");

        await dispatcher.StartAsync();
        await world.QuietAsync();

        var starting = Assert.Single(world.Told<UnitStarting>("2"));
        var ready = Assert.Single(world.Told<UnitReady>("2"));
        Assert.Equal((TimeSpan.FromSeconds(1), 1), (starting.Waited, starting.Run));
        Assert.Equal((TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3), 1), (ready.Took, ready.Elapsed, ready.Run));
        Assert.Equal(Enumerable.Range(1, world.Events.Count).Select(number => (long)number), world.Events.Select(happened => happened.Sequence));
        await dispatcher.StopAsync();
    });
}
