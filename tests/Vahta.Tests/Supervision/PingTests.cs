namespace Vahta.Tests.Supervision;

public sealed class PingTests
{
    [Fact]
    public void A_dispatcher_answers_before_the_start_while_it_starts_runs_and_stops_and_after_the_end() => Scenario.Explore(60, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("database", world.Holds("database", setup: 2, teardown: 2));
        await dispatcher.PingAsync();

        var starting = dispatcher.StartAsync();
        await dispatcher.PingAsync();
        await starting;
        await dispatcher.PingAsync();
        var stopping = dispatcher.StopAsync();
        var pings = Enumerable.Range(0, 5).Select(_ => dispatcher.PingAsync()).ToList();
        await stopping;
        await Task.WhenAll(pings);

        await dispatcher.PingAsync();
    });

    [Fact]
    public async Task A_dispatcher_whose_event_loop_is_blocked_does_not_answer_until_it_is_free()
    {
        using var free = new ManualResetEventSlim();
        using var isBlocked = new ManualResetEventSlim();
        var dispatcher = new Dispatcher(new() { HandleSignals = false });
        dispatcher.AddTask("blocking", async stopping =>
        {
            await Task.Yield();
            isBlocked.Set();
            free.Wait(TimeSpan.FromSeconds(20));
            await Task.Delay(Timeout.Infinite, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        var loop = new Thread(() => new EventLoop().Run(() => dispatcher.RunAsync())) { IsBackground = true };
        loop.Start();
        isBlocked.Wait(TimeSpan.FromSeconds(20));

        var ping = dispatcher.PingAsync();
        await Assert.ThrowsAsync<TimeoutException>(() => ping.WaitAsync(TimeSpan.FromMilliseconds(300)));
        free.Set();
        await ping.WaitAsync(TimeSpan.FromSeconds(20));

        await dispatcher.StopAsync();
        Assert.True(loop.Join(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task The_waiting_for_an_answer_can_be_ended()
    {
        using var ended = new CancellationTokenSource();
        await ended.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new Dispatcher().PingAsync(ended.Token));
    }
}
