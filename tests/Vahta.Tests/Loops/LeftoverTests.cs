using Microsoft.Extensions.Logging.Testing;

namespace Vahta.Tests.Loops;

public sealed class LeftoverTests
{
    [Fact]
    public void G1_what_was_begun_is_cancelled_and_awaited()
    {
        var time = new JumpingTime();
        using var loop = time.NewLoop();
        var steps = new List<string>();
        Task? work = null;

        loop.Run(() =>
        {
            work = loop.Start("work", async cancelled =>
            {
                try
                {
                    await cancelled.ForEverAsync();
                }
                finally
                {
                    await Task.Delay(TimeSpan.FromSeconds(3), loop.TimeProvider);
                    steps.Add($"cleaned up at {time.Seconds}");
                }
            });
            return Task.Delay(TimeSpan.FromSeconds(1), loop.TimeProvider);
        });
        Assert.False(work!.IsCompleted);

        loop.Run(loop.CancelLeftoversAsync);

        Assert.Equal(["cleaned up at 4"], steps);
        Assert.True(work.IsCanceled);
    }

    [Fact]
    public void G1_the_close_does_the_same_also_with_what_has_not_begun_yet()
    {
        var log = new FakeLogCollector();
        var loop = JumpingTime.Loop(options => options.LoggerFactory = log.Factory());
        var steps = new List<string>();

        loop.Start("late", async cancelled =>
        {
            steps.Add($"began, cancelled: {cancelled.IsCancellationRequested}");
            await cancelled.CancelledAsync();
            steps.Add($"ended on {(EventLoop.Current == loop ? "the loop" : "another thread")}");
        });
        var refusing = loop.Start("refusing", cancelled => throw new OperationCanceledException(cancelled));
        loop.Close();

        Assert.Equal(["began, cancelled: False", "ended on the loop"], steps);
        Assert.False(refusing.IsCompletedSuccessfully);
    }

    [Fact]
    public void G2_what_had_ended_is_left_untouched()
    {
        var log = new FakeLogCollector();
        using var loop = JumpingTime.Loop(options => options.LoggerFactory = log.Factory());
        var tokens = new List<CancellationToken>();

        loop.Run(async () =>
        {
            await loop.Start("good", cancelled =>
            {
                tokens.Add(cancelled);
                return Task.CompletedTask;
            });
            await Assert.ThrowsAsync<IOException>(() => loop.Start("bad", async cancelled =>
            {
                tokens.Add(cancelled);
                await Task.Yield();
                throw new IOException();
            }));
            await loop.CancelLeftoversAsync();
        });

        Assert.Equal([false, false], tokens.Select(token => token.IsCancellationRequested));
        Assert.Empty(log.GetSnapshot());
    }

    [Fact]
    public void G3_what_throws_while_it_is_cancelled_is_told_once_by_name_and_the_others_end_all_the_same()
    {
        var log = new FakeLogCollector();
        var loop = JumpingTime.Loop(options => options.LoggerFactory = log.Factory());
        Exception[] thrown = [new IOException("late"), new IOException("at once"), new IOException("callback")];
        var ended = 0;

        loop.Run(() =>
        {
            loop.Start("late", async cancelled =>
            {
                await cancelled.CancelledAsync();
                throw thrown[0];
            });
            loop.Start("callback", async cancelled =>
            {
                cancelled.Register(() => throw thrown[2]);
                await cancelled.ForEverAsync();
            });
            loop.Start("good", async cancelled =>
            {
                await cancelled.CancelledAsync();
                ended++;
            });
            return Task.Delay(TimeSpan.FromSeconds(1), loop.TimeProvider);
        });
        loop.Run(async () =>
        {
            var twice = Task.WhenAll(loop.CancelLeftoversAsync(), loop.CancelLeftoversAsync());
            _ = loop.Start("at once", _ => throw thrown[1]);
            await twice;
        });
        loop.Close();

        Assert.Equal(1, ended);
        Assert.Equal(
            ["302 'at once' failed when the event loop ended it", "302 'callback' failed when the event loop ended it", "302 'late' failed when the event loop ended it"],
            log.Lines().Order());
        Assert.Equal(thrown.ToHashSet(), log.GetSnapshot().Select(record => record.Exception!).ToHashSet());
    }

    [Fact]
    public void Token_callbacks_run_on_the_loop()
    {
        var loop = JumpingTime.Loop();
        var (thread, calledOn) = (Environment.CurrentManagedThreadId, 0);

        loop.Start("work", async cancelled =>
        {
            cancelled.Register(() => calledOn = Environment.CurrentManagedThreadId);
            await cancelled.ForEverAsync();
        });
        loop.Close();

        Assert.Equal(thread, calledOn);
    }

    [Fact]
    public void What_is_begun_while_the_others_end_is_cancelled_too()
    {
        var time = new JumpingTime();
        var loop = time.NewLoop();
        var steps = new List<string>();

        loop.Run(() =>
        {
            loop.Start("first", async cancelled =>
            {
                await Waits(cancelled);
                _ = loop.Start("second", async cancelled =>
                {
                    await Waits(cancelled);
                    steps.Add("second ended");
                });
                await Task.Delay(TimeSpan.FromSeconds(2), loop.TimeProvider);
                steps.Add("first ended");
            });
            return Task.Delay(TimeSpan.FromSeconds(1), loop.TimeProvider);
        });
        loop.Close();

        Assert.Equal(["second ended", "first ended"], steps);
        Assert.Equal(3, time.Seconds);

        async Task Waits(CancellationToken cancelled) =>
            await cancelled.CancelledAsync();
    }

    [Fact]
    public void Work_can_be_begun_and_cancelled_from_any_thread() => Threads.Run(() =>
    {
        var loop = new EventLoop();
        var (thread, begun, ended) = (Environment.CurrentManagedThreadId, 0, 0);

        loop.Run(async () => await Task.Run(async () =>
        {
            for (var number = 0; number < 1000; number++)
            {
                _ = loop.Start($"work {number}", async cancelled =>
                {
                    begun += Environment.CurrentManagedThreadId == thread ? 1 : 0;
                    await cancelled.CancelledAsync();
                    ended += Environment.CurrentManagedThreadId == thread ? 1 : 0;
                });
            }

            await loop.CancelLeftoversAsync();
        }));
        loop.Close();

        Assert.Equal((1000, 1000), (begun, ended));
    });

    [Fact]
    public void A_task_tells_how_the_work_ended_and_what_returns_none_has_failed()
    {
        using var loop = JumpingTime.Loop();
        var thrown = new IOException();

        loop.Run(async () =>
        {
            await loop.Start("good", _ => Task.CompletedTask);
            Assert.Same(thrown, await Assert.ThrowsAsync<IOException>(() => loop.Start("bad", _ => throw thrown)));
            var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => loop.Start("none", _ => null!));
            Assert.Equal("'none' returned null instead of a Task. Return Task.CompletedTask, or make it async.", refused.Message);
        });
    }

    [Fact]
    public void Who_waited_for_the_work_and_what_was_posted_has_its_turn_before_the_close()
    {
        var loop = JumpingTime.Loop();
        var steps = new List<string>();

        loop.Run(() =>
        {
            _ = WaitAsync(loop.Start("work", cancelled => cancelled.ForEverAsync()));
            return Task.CompletedTask;
        });
        loop.Post(() => steps.Add("posted"));
        loop.Close();

        Assert.Equal(["posted", "waited on the loop"], steps);

        async Task WaitAsync(Task work)
        {
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            steps.Add($"waited on {(EventLoop.Current == loop ? "the loop" : "another thread")}");
        }
    }

    [Fact]
    public void What_was_posted_just_before_the_close_is_called_though_there_is_nothing_to_wait_for()
    {
        var loop = JumpingTime.Loop();
        var called = 0;

        loop.Post(() => called++);
        loop.Close();

        Assert.Equal(1, called);
    }

    [Fact]
    public async Task What_is_begun_at_the_last_moment_is_cancelled_though_nobody_waits_for_it()
    {
        var loop = JumpingTime.Loop();
        Task? late = null;

        loop.Run(async () => await loop.OwnStream(NumbersAsync()).GetAsyncEnumerator().MoveNextAsync());
        loop.Close();

        await Assert.ThrowsAsync<TaskCanceledException>(() => late!.WaitAsync(Threads.Patience));

        async IAsyncEnumerable<int> NumbersAsync()
        {
            try
            {
                await Task.Yield();
                yield return 1;
            }
            finally
            {
                late = loop.Start("late", cancelled => cancelled.ForEverAsync());
            }
        }
    }
}
