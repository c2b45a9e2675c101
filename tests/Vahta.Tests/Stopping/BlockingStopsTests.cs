namespace Vahta.Tests.Stopping;

/// <summary>Code that blocks its thread cannot be played on one thread: these two run on the pool, in a second of real time.</summary>
public sealed class BlockingStopsTests
{
    [Fact]
    public async Task S40_a_teardown_that_blocks_its_thread_starves_nobody_else()
    {
        using var released = new ManualResetEventSlim();
        var down = 0;
        await using var dispatcher = new Dispatcher(new() { StopBudget = TimeSpan.FromMilliseconds(600) });
        dispatcher.AddLifespan("blocking", _ => Task.CompletedTask, _ =>
        {
            released.Wait();
            return Task.CompletedTask;
        });
        for (var index = 0; index < 4; index++)
        {
            dispatcher.AddLifespan($"other-{index}", _ => Task.CompletedTask, _ =>
            {
                Interlocked.Increment(ref down);
                return Task.CompletedTask;
            });
        }

        await dispatcher.StartAsync();
        var report = await dispatcher.StopAsync();
        released.Set();

        Assert.Equal((4, 4, UnitState.Abandoned), (report.ExitCode, down, report.Of("blocking").State));
        Assert.InRange(report.Stopping, TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(5));
        Assert.Contains("has not returned its Task", report.Of("blocking").AwaitingAt);
    }

    [Fact]
    public async Task G2_a_callback_of_a_token_that_hangs_holds_back_neither_the_next_step_nor_anybody_else()
    {
        using var released = new ManualResetEventSlim();
        var isAborted = false;
        await using var dispatcher = new Dispatcher(new() { StopBudget = TimeSpan.FromMilliseconds(600) });
        dispatcher.AddTask("hanging", async (unit, stopping) =>
        {
            unit.Ending.Register(released.Wait);
            stopping.Register(released.Wait);
            unit.Aborting.Register(() => isAborted = true);
            await Task.Delay(Timeout.InfiniteTimeSpan);
        });
        dispatcher.AddTask("other", stopping => Task.Delay(Timeout.InfiniteTimeSpan, stopping));

        await dispatcher.StartAsync();
        var report = await dispatcher.StopAsync();
        released.Set();

        Assert.True(isAborted);
        Assert.Equal((UnitState.Abandoned, UnitState.Stopped), (report.Of("hanging").State, report.Of("other").State));
    }
}
