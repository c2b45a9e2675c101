namespace Vahta.Tests.Supervision;

public sealed class PingTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    // Of the tests in which nobody answers: long enough for whoever does.
    private static readonly TimeSpan s_silence = TimeSpan.FromMilliseconds(300);

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
            free.Wait(s_patience);
            await Task.Delay(Timeout.Infinite, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        var loop = new Thread(() => new EventLoop().Run(() => dispatcher.RunAsync())) { IsBackground = true };
        loop.Start();
        isBlocked.Wait(s_patience);

        var ping = dispatcher.PingAsync();
        await Assert.ThrowsAsync<TimeoutException>(() => ping.WaitAsync(s_silence));
        free.Set();
        await ping.WaitAsync(s_patience);

        await dispatcher.StopAsync();
        Assert.True(loop.Join(s_patience));
    }

    [Fact]
    public async Task A_dispatcher_whose_lock_is_held_does_not_answer_until_it_is_free()
    {
        using var environment = new HoldingTheLock();
        var dispatcher = new Dispatcher(new() { HandleSignals = false, Environment = environment });
        dispatcher.AddTask("failing", async _ =>
        {
            await Task.Yield();
            throw new IOException("disk gone");
        }).Restarts(RestartPolicy.OnFailure with { Delay = TimeSpan.FromHours(1), MaxDelay = TimeSpan.FromHours(1) });
        var starting = dispatcher.StartAsync();
        Assert.True(environment.IsHeld.Wait(s_patience));

        var ping = dispatcher.PingAsync();
        await Assert.ThrowsAsync<TimeoutException>(() => ping.WaitAsync(s_silence));
        environment.Free.Set();
        await ping.WaitAsync(s_patience);

        await dispatcher.StopAsync();
        await starting;
    }

    [Fact]
    public async Task A_dispatcher_whose_clock_does_not_wake_it_does_not_answer_until_it_has_stopped()
    {
        var dispatcher = new Dispatcher(new() { TimeProvider = new DeadClock() });
        await dispatcher.StartAsync();

        var ping = dispatcher.PingAsync();
        await Assert.ThrowsAsync<TimeoutException>(() => ping.WaitAsync(s_silence));

        await dispatcher.StopAsync();
        await ping.WaitAsync(s_patience);
    }

    [Fact]
    public async Task The_waiting_for_an_answer_can_be_ended()
    {
        using var ended = new CancellationTokenSource();
        await ended.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new Dispatcher().PingAsync(ended.Token));
    }

    /// <summary>Does what an environment must not: blocks where it is called with the lock held.</summary>
    private sealed class HoldingTheLock : IDispatcherEnvironment, IDisposable
    {
        public ManualResetEventSlim IsHeld { get; } = new();

        public ManualResetEventSlim Free { get; } = new();

        public double Draw()
        {
            IsHeld.Set();
            Free.Wait(s_patience);
            return 0.5;
        }

        public void Dispose()
        {
            Free.Set();
            IsHeld.Dispose();
            Free.Dispose();
        }
    }

    private sealed class DeadClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new DeadTimer();

        private sealed class DeadTimer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
