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
}
