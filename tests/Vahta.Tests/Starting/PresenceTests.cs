namespace Vahta.Tests.Starting;

public sealed class PresenceTests
{
    [Fact]
    public void A_task_is_ready_once_its_delegate_has_returned_a_task() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("task", world.Serves("task"));

        await dispatcher.StartAsync();

        Assert.Equal(TimeSpan.Zero, world.Time.Now);
        Assert.Equal(UnitState.Running, dispatcher["task"].State);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void A_task_that_has_been_inside_its_call_for_a_second_counts_as_ready() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("blocking", async (unit, stopping) =>
        {
            world.Note($"{dispatcher["blocking"].State}");
            Assert.True(world.Time.TryJump(TimeSpan.FromSeconds(1)));
            world.Note($"{dispatcher["blocking"].State} at {world.Time.Now.TotalSeconds}");
            await world.Serves("blocking")(stopping);
        });

        var report = await dispatcher.LiveAsync(Entry.StartAsync);

        Assert.Equal(["Starting", "Running at 1", "blocking up", "blocking down"], world.Journal);
        Assert.Equal(0, report.ExitCode);
    });

    [Fact]
    public void A_job_inside_its_call_is_not_ready_however_long_it_takes() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddJob("blocking", stopping =>
        {
            _ = world.Delay(5, stopping);
            Assert.True(world.Time.TryJump(TimeSpan.FromSeconds(5)));
            world.Note($"{dispatcher["blocking"].State} at {world.Time.Now.TotalSeconds}");
            return Task.CompletedTask;
        });

        await dispatcher.StartAsync();

        Assert.Equal(["Starting at 5"], world.Journal);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void A_task_that_returns_an_ended_task_is_ready_and_then_completed() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("short", _ => Task.CompletedTask);

        await dispatcher.StartAsync();
        await world.QuietAsync();

        Assert.Equal([typeof(UnitStarting), typeof(UnitReady), typeof(UnitCompleted)], world.Told<LifecycleEvent>("short").Select(told => told.GetType()));
        Assert.Equal(UnitState.Completed, dispatcher["short"].State);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void A_task_that_returns_a_faulted_task_was_never_ready() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("broken", _ => Task.FromException(new IOException("broken")));
        dispatcher.AddTask("after", world.Serves("after")).After("broken");

        await Thrown.By<IOException>(dispatcher.StartAsync());
        await world.QuietAsync();

        Assert.Empty(world.Told<UnitReady>());
        Assert.Empty(world.Journal);
    });
}
