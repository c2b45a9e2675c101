namespace Vahta.Tests.Loops;

public sealed class SeveralRunsTests
{
    [Fact]
    public void What_stands_still_between_runs_continues_in_the_next()
    {
        var time = new JumpingTime();
        using var loop = time.NewLoop();
        var steps = new List<string>();
        Task? counting = null;

        loop.Run(async () =>
        {
            counting = CountAsync();
            await Task.Delay(TimeSpan.FromSeconds(2.5), loop.TimeProvider);
        });
        Assert.Equal(["0 at 0", "1 at 1", "2 at 2"], steps);

        loop.Post(() => steps.Add("posted between"));
        loop.Run(() => counting!);
        Assert.Equal(["0 at 0", "1 at 1", "2 at 2", "posted between", "3 at 3", "4 at 4"], steps);

        async Task CountAsync()
        {
            for (var number = 0; number < 5; number++)
            {
                steps.Add($"{number} at {time.Seconds}");
                await Task.Delay(TimeSpan.FromSeconds(1), loop.TimeProvider);
            }
        }
    }

    [Fact]
    public void What_was_ready_when_a_run_ended_comes_first_in_the_next()
    {
        using var loop = JumpingTime.Loop();
        var called = new List<string>();

        loop.Run(() =>
        {
            loop.Post(() => called.Add("posted in the first run"));
            return Task.CompletedTask;
        });
        Threads.Run(() => loop.Post(() => called.Add("posted between")));
        Assert.Empty(called);

        loop.Run(async () =>
        {
            loop.Post(() => called.Add("posted in the second run"));
            await Task.Yield();
        });

        Assert.Equal(["posted in the first run", "posted between", "posted in the second run"], called);
    }

    [Fact]
    public void A_run_does_not_call_what_comes_after_its_mains_end()
    {
        using var loop = JumpingTime.Loop();
        var called = 0;

        loop.Run(async () =>
        {
            await Task.Yield();
            loop.Post(() => called++);
        });

        Assert.Equal(0, called);
        loop.Run(async () => await Task.Yield());
        Assert.Equal(1, called);
    }

    [Fact]
    public void Runs_may_come_from_one_thread_after_another()
    {
        using var loop = new EventLoop();
        var threads = new HashSet<int>();
        Task<int>? waiting = null;
        var gate = new TaskCompletionSource();

        Threads.Run(() => loop.Run(async () =>
        {
            threads.Add(Environment.CurrentManagedThreadId);
            waiting = WaitAsync();
            await Task.Yield();
        }));
        gate.SetResult();
        var second = 0;
        Threads.Run(() => loop.Run(async () =>
        {
            second = Environment.CurrentManagedThreadId;
            threads.Add(await waiting!);
        }));

        Assert.Contains(second, threads);

        async Task<int> WaitAsync()
        {
            await gate.Task;
            return Environment.CurrentManagedThreadId;
        }
    }

    [Fact]
    public void A_run_after_one_that_threw_is_like_any_other()
    {
        using var loop = JumpingTime.Loop();

        Assert.Throws<IOException>(() => loop.Run(() => throw new IOException()));
        Assert.Throws<IOException>(() => loop.Run(async () =>
        {
            await Task.Yield();
            throw new IOException();
        }));

        Assert.Equal(42, loop.Run(async () =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), loop.TimeProvider);
            return 42;
        }));
    }

    [Fact]
    public void Loops_on_threads_of_their_own_do_not_disturb_each_other() => Threads.Run(() =>
    {
        var ends = Enumerable.Range(0, 4).Select(_ => Threads.Start(() =>
        {
            using var loop = new EventLoop();
            var thread = Environment.CurrentManagedThreadId;
            loop.Run(async () =>
            {
                for (var round = 0; round < 2000; round++)
                {
                    await Task.Yield();
                    Assert.Equal(thread, Environment.CurrentManagedThreadId);
                    if (round % 50 == 0)
                    {
                        await Task.Run(() => { });
                        Assert.Same(loop, EventLoop.Current);
                    }
                }
            });
        })).ToList();
        ends.ForEach(end => end());
    });

    [Fact]
    public void One_loop_awaits_what_another_does() => Threads.Run(() =>
    {
        using var mine = new EventLoop();
        using var other = new EventLoop();
        var stop = new TaskCompletionSource();
        var end = Threads.Start(() => other.Run(() => stop.Task));

        var thread = Environment.CurrentManagedThreadId;
        mine.Run(async () =>
        {
            for (var round = 0; round < 1000; round++)
            {
                var ranOn = await Task.Factory.StartNew(() => Environment.CurrentManagedThreadId, CancellationToken.None, TaskCreationOptions.None, other.TaskScheduler);
                Assert.NotEqual(thread, ranOn);
                Assert.Equal(thread, Environment.CurrentManagedThreadId);
            }
        });
        stop.SetResult();
        end();
    });
}
