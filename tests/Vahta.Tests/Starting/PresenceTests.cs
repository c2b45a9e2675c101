using Microsoft.Extensions.Time.Testing;

namespace Vahta.Tests.Starting;

public sealed class PresenceTests
{
    [Fact]
    public void A_task_is_ready_once_its_delegate_has_returned_a_task() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("task", world.Serves("task"));

        await dispatcher.StartAsync();

        Assert.Equal(TimeSpan.Zero, world.Now);
        Assert.Equal(UnitState.Running, dispatcher["task"].State);
        await dispatcher.StopAsync();
    });

    // What blocks a thread would block the simulation: on the thread pool, and the clock moved by the body itself.
    [Fact]
    public async Task A_task_that_has_been_inside_its_call_for_a_second_counts_as_ready()
    {
        var time = new FakeTimeProvider();
        var dispatcher = new Dispatcher(new() { TimeProvider = time });
        var states = new List<UnitState>();
        var seen = new TaskCompletionSource();
        dispatcher.AddTask("blocking", async stopping =>
        {
            states.Add(dispatcher["blocking"].State);
            time.Advance(TimeSpan.FromSeconds(1));
            states.Add(dispatcher["blocking"].State);
            seen.SetResult();
            await stopping;
        });

        await dispatcher.StartAsync();
        await seen.Task;

        Assert.Equal([UnitState.Starting, UnitState.Running], states);
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task A_job_inside_its_call_is_not_ready_however_long_it_takes()
    {
        var time = new FakeTimeProvider();
        var dispatcher = new Dispatcher(new() { TimeProvider = time });
        var state = UnitState.Pending;
        dispatcher.AddJob("blocking", _ =>
        {
            time.Advance(TimeSpan.FromSeconds(5));
            state = dispatcher["blocking"].State;
            return Task.CompletedTask;
        });

        await dispatcher.StartAsync();

        Assert.Equal(UnitState.Starting, state);
        await dispatcher.StopAsync();
    }

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
