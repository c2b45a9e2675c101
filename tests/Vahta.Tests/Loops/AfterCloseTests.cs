using Microsoft.Extensions.Logging.Testing;

namespace Vahta.Tests.Loops;

public sealed class AfterCloseTests
{
    [Fact]
    public async Task What_awaits_something_that_ends_after_the_close_goes_on_on_the_thread_pool()
    {
        var loop = JumpingTime.Loop();
        var gate = new TaskCompletionSource();
        Task<(int, bool, SynchronizationContext?)>? waiting = null;

        loop.Run(() =>
        {
            waiting = WaitAsync();
            return Task.CompletedTask;
        });
        loop.Close();
        gate.SetResult();

        Assert.Equal((1, true, null), await waiting!.WaitAsync(Threads.Patience));

        async Task<(int, bool, SynchronizationContext?)> WaitAsync()
        {
            await gate.Task;
            await Task.Yield();
            return (1, Thread.CurrentThread.IsThreadPoolThread, SynchronizationContext.Current);
        }
    }

    [Fact]
    public async Task What_was_ready_at_the_close_goes_on_there_too_instead_of_hanging_for_ever()
    {
        var loop = JumpingTime.Loop();
        Task<bool>? waiting = null;

        loop.Run(() =>
        {
            waiting = WaitAsync();
            return Task.CompletedTask;
        });
        Assert.False(waiting!.IsCompleted);
        loop.Close();

        Assert.True(await waiting.WaitAsync(Threads.Patience));

        // Stays ready for longer than the close takes.
        static async Task<bool> WaitAsync()
        {
            while (SynchronizationContext.Current is not null)
            {
                await Task.Yield();
            }

            return Thread.CurrentThread.IsThreadPoolThread;
        }
    }

    [Fact]
    public void A_timer_that_was_set_is_not_called_any_more()
    {
        var time = new JumpingTime();
        var loop = time.NewLoop();
        var rung = 0;

        var timer = loop.TimeProvider.CreateTimer(_ => rung++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        loop.Close();
        time.Clock.Advance(TimeSpan.FromSeconds(10));
        timer.Change(TimeSpan.Zero, TimeSpan.Zero);
        timer.Dispose();

        Assert.Equal(0, rung);
    }

    [Fact]
    public async Task What_fails_there_is_logged_and_ends_no_process_whatever_the_handler_would_do()
    {
        var log = new FakeLogCollector();
        var loop = JumpingTime.Loop(options =>
        {
            options.UnhandledException = static exception => throw exception;
            options.LoggerFactory = log.Factory();
        });
        var gate = new TaskCompletionSource();
        loop.Run(async () => Fails());
        loop.Close();

        gate.SetResult();
        var patience = TimeProvider.System.GetTimestamp();
        while (log.Count == 0 && TimeProvider.System.GetElapsedTime(patience) < Threads.Patience)
        {
            await Task.Yield();
        }

        Assert.Equal((300, "late"), (log.LatestRecord.Id.Id, log.LatestRecord.Exception!.Message));

        async void Fails()
        {
            await gate.Task;
            throw new IOException("late");
        }
    }

    [Fact]
    public void A_handler_that_throws_during_the_close_leaves_nothing_open()
    {
        var loop = JumpingTime.Loop(options => options.UnhandledException = static exception => throw exception);
        var cancelled = false;
        loop.Run(async () => _ = loop.Start("work", async token =>
        {
            token.Register(() => cancelled = true);
            await new TaskCompletionSource().Task;
        }));
        loop.Run(() => Task.CompletedTask);
        loop.Post(static () => throw new IOException("posted"));

        Assert.Equal("posted", Assert.Throws<IOException>(loop.Close).Message);

        Assert.Throws<ObjectDisposedException>(() => loop.Post(static () => { }));
        loop.Close();
        Assert.True(SpinWait.SpinUntil(() => cancelled, Threads.Patience));
    }
}
