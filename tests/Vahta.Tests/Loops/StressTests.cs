namespace Vahta.Tests.Loops;

/// <summary>Real threads that do all they can to a loop at once.</summary>
public sealed class StressTests
{
    [Fact]
    public void Whatever_threads_do_to_a_loop_nothing_on_it_overlaps_and_nothing_is_lost() => Threads.Run(() =>
    {
        const int Threadful = 4, Each = 3000;
        using var loop = new EventLoop();
        var (inside, overlaps, done, asked) = (0, 0, 0, 0);

        loop.Run(async () =>
        {
            var ends = Enumerable.Range(1, Threadful).Select(seed => Threads.Start(() => Attack(new Random(seed)))).ToList();
            await Task.Run(() => ends.ForEach(end => end()));
            while (Volatile.Read(ref done) < asked)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), loop.TimeProvider);
            }
        });

        Assert.Equal((0, Threadful * Each), (overlaps, done));

        void Attack(Random random)
        {
            for (var round = 0; round < Each; round++)
            {
                Interlocked.Increment(ref asked);
                switch (random.Next(6))
                {
                    case 0:
                        loop.Post(Alone);
                        break;
                    case 1:
                        loop.TimeProvider.CreateTimer(_ => Alone(), null, TimeSpan.FromTicks(random.Next(20_000)), Timeout.InfiniteTimeSpan);
                        break;
                    case 2:
                        Task.Factory.StartNew(Alone, CancellationToken.None, TaskCreationOptions.None, loop.TaskScheduler);
                        break;
                    case 3:
                        loop.Start("work", async _ =>
                        {
                            await Task.Run(() => { });
                            Alone();
                        });
                        break;
                    case 4:
                        var changed = loop.TimeProvider.CreateTimer(_ => Alone(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                        changed.Change(TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);
                        changed.Change(TimeSpan.FromTicks(random.Next(20_000)), Timeout.InfiniteTimeSpan);
                        break;
                    default:
                        var source = new TaskCompletionSource();
                        loop.Post(async () =>
                        {
                            await source.Task;
                            Alone();
                        });
                        source.SetResult();
                        break;
                }
            }
        }

        void Alone()
        {
            overlaps += Interlocked.Increment(ref inside) == 1 ? 0 : 1;
            done++;
            Interlocked.Decrement(ref inside);
        }
    });

    [Fact]
    public void Timers_that_threads_dispose_while_they_are_due_are_called_at_most_once_and_never_afterwards_on_the_loop() => Threads.Run(() =>
    {
        using var loop = new EventLoop();
        var (called, late) = (0, 0);

        loop.Run(async () =>
        {
            for (var round = 0; round < 2000; round++)
            {
                var (calls, isOver) = (0, false);
                var timer = loop.TimeProvider.CreateTimer(_ =>
                {
                    calls++;
                    late += isOver ? 1 : 0;
                }, null, TimeSpan.FromTicks(round % 50 * 100), Timeout.InfiniteTimeSpan);
                if (round % 2 == 0)
                {
                    await Task.Run(timer.Dispose);
                }
                else
                {
                    await Task.Yield();
                    timer.Dispose();
                }

                isOver = true;
                Assert.InRange(calls, 0, 1);
                called += calls;
            }
        });

        Assert.Equal((0, 0), (late, loop.Timers));
    });

    [Fact]
    public void Of_posts_that_race_a_close_each_is_called_on_the_loop_or_refused_or_dropped() => Threads.Run(() =>
    {
        for (var round = 0; round < 40; round++)
        {
            var loop = new EventLoop(new() { BlockedAfter = Timeout.InfiniteTimeSpan });
            var (posted, called, elsewhere) = (0, 0, 0);
            var thread = Environment.CurrentManagedThreadId;
            using var begun = new ManualResetEventSlim();
            var poster = Threads.Start(() => Assert.Throws<ObjectDisposedException>(PostForEver));
            Threads.Await(begun);
            loop.Run(async () => await Task.Yield());
            loop.Close();
            poster();

            Assert.Equal(0, elsewhere);
            Assert.InRange(called, 0, posted);

            void PostForEver()
            {
                for (; ; begun.Set())
                {
                    loop.Post(() =>
                    {
                        called++;
                        elsewhere += Environment.CurrentManagedThreadId == thread ? 0 : 1;
                    });
                    posted++;
                }
            }
        }
    });

    [Fact]
    public void Of_work_that_is_begun_while_the_loop_is_closed_all_is_cancelled_or_refused() => Threads.Run(() =>
    {
        for (var round = 0; round < 200; round++)
        {
            var loop = new EventLoop(new() { BlockedAfter = Timeout.InfiniteTimeSpan });
            var works = new List<Task>();
            using var begun = new ManualResetEventSlim();
            var starter = Threads.Start(StartMany);
            Threads.Await(begun);
            loop.Close();
            starter();

            Threads.Until(() => works.TrueForAll(work => work.IsCanceled));

            void StartMany()
            {
                try
                {
                    for (var number = 0; number < 100; number++)
                    {
                        works.Add(loop.Start("work", cancelled => cancelled.ForEverAsync()));
                        begun.Set();
                    }
                }
                catch (ObjectDisposedException)
                {
                    // Refused.
                }
            }
        }
    });

    [Fact]
    public void Of_awaits_that_race_a_close_none_hangs() => Threads.Run(() =>
    {
        for (var round = 0; round < 200; round++)
        {
            var loop = new EventLoop(new() { BlockedAfter = Timeout.InfiniteTimeSpan });
            var sources = Enumerable.Range(0, 50).Select(_ => new TaskCompletionSource()).ToList();
            var waits = new List<Task>();
            loop.Run(() =>
            {
                waits.AddRange(sources.Select(WaitAsync));
                return Task.CompletedTask;
            });
            var completer = Threads.Start(() => sources.ForEach(source => source.SetResult()));
            loop.Close();
            completer();

            Threads.Until(() => waits.TrueForAll(wait => wait.IsCompletedSuccessfully));
        }

        static async Task WaitAsync(TaskCompletionSource source)
        {
            await source.Task;
            await Task.Yield();
            await Task.Run(() => { });
        }
    });

    [Fact]
    public void Runs_that_end_on_another_thread_all_end() => Threads.Run(() =>
    {
        using var loop = new EventLoop();
        for (var round = 0; round < 2000; round++)
        {
            var mine = round;
            Assert.Equal(mine, loop.Run(() => Task.Run(() => mine)));
        }
    });

    [Fact]
    public void A_dispatcher_that_is_stopped_by_many_threads_while_it_starts_on_a_loop_stops() => Threads.Run(() =>
    {
        for (var round = 0; round < 30; round++)
        {
            using var loop = new EventLoop();
            var (up, down) = (0, 0);
            var dispatcher = new Dispatcher(new() { InOrder = round % 2 == 0 });
            for (var number = 0; number < 20; number++)
            {
                dispatcher.AddLifespan($"unit-{number}", async _ =>
                {
                    await Task.Yield();
                    up++;
                }, async _ =>
                {
                    await Task.Yield();
                    down++;
                });
            }

            var report = loop.Run(async () =>
            {
                var stoppers = Enumerable.Range(0, 4).Select(delay => Task.Run(async () =>
                {
                    Thread.SpinWait(delay * 20_000);
                    return await dispatcher.StopAsync();
                })).ToList();
                var report = await dispatcher.RunAsync();
                await Task.WhenAll(stoppers);
                return report;
            });

            Assert.Equal((0, up), (report.ExitCode, down));
        }
    });
}
