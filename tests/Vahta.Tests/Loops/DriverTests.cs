namespace Vahta.Tests.Loops;

public sealed class DriverTests
{
    [Fact]
    public void The_driver_chooses_what_comes_next()
    {
        using var loop = new EventLoop(new() { Driver = new Driver { Chooses = ready => ready - 1 } });
        var called = new List<int>();
        var all = new TaskCompletionSource();

        loop.Run(() =>
        {
            for (var number = 0; number < 5; number++)
            {
                Post(number);
            }

            return all.Task;
        });

        Assert.Equal([4, 3, 2, 1, 0], called);

        void Post(int number) => loop.Post(() =>
        {
            called.Add(number);
            if (called.Count == 5)
            {
                all.SetResult();
            }
        });
    }

    [Fact]
    public void Whatever_it_chooses_none_is_lost_and_the_others_keep_their_order()
    {
        var random = new Random(7);
        var (waiting, expected) = (Enumerable.Range(0, 1000).ToList(), new List<int>());
        using var loop = new EventLoop(new() { Driver = new Driver { Chooses = Choose } });
        var called = new List<int>();
        foreach (var number in waiting)
        {
            loop.Post(() => called.Add(number));
        }

        loop.Run(async () => await Task.Run(() => Threads.Until(() => waiting.Count == 0)));

        Assert.Equal(expected, called);

        int Choose(int ready)
        {
            var index = random.Next(waiting.Count);
            if (waiting.Count > 0)
            {
                expected.Add(waiting[index]);
                waiting.RemoveAt(index);
            }

            return index;
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(64)]
    public void A_choice_that_is_none_ends_the_run_with_an_error_and_loses_nothing(int chosen)
    {
        var driver = new Driver { Chooses = _ => chosen };
        using var loop = new EventLoop(new() { Driver = driver });
        var called = 0;
        loop.Post(() => called++);

        var refused = Assert.Throws<InvalidOperationException>(() => loop.Run(async () => await Nobody()));
        Assert.Equal($"The event loop's driver chose callback {chosen} where 1 are ready. Choose from 0 to 0.", refused.Message);
        Assert.Equal(0, called);

        driver.Chooses = _ => 0;
        loop.Run(async () => await Task.Yield());
        Assert.Equal(1, called);
    }

    [Fact]
    public void What_the_driver_throws_ends_the_run_and_is_nobodys_failure()
    {
        var told = new List<Exception>();
        var thrown = new IOException("driver");
        foreach (var driver in (Driver[])[new() { Chooses = _ => throw thrown }, new() { Settles = () => throw thrown }, new() { Idles = _ => throw thrown }])
        {
            var loop = new EventLoop(new() { Driver = driver, UnhandledException = told.Add });
            if (driver.Chooses is not null)
            {
                loop.Post(() => { });
            }

            Assert.Same(thrown, Assert.Throws<IOException>(() => loop.Run(async () => await Nobody())));
        }

        Assert.Empty(told);
    }

    [Fact]
    public void Before_each_choice_it_may_let_others_post_which_then_take_part()
    {
        var posted = 0;
        EventLoop? loop = null;
        var seen = new List<int>();
        var driver = new Driver
        {
            Settles = () =>
            {
                if (posted++ == 0)
                {
                    Threads.Run(() => loop!.Post(() => { }));
                }
            },
            Chooses = ready =>
            {
                seen.Add(ready);
                return 0;
            },
        };
        loop = new(new() { Driver = driver });

        loop.Run(async () => await Task.Yield());

        Assert.Equal(2, seen[0]);
    }

    [Fact]
    public void When_nothing_is_ready_it_hears_how_long_until_the_next_timer()
    {
        var heard = new List<TimeSpan>();
        var time = new JumpingTime();
        var driver = new Driver
        {
            Idles = next =>
            {
                heard.Add(next);
                return time.Idle(next);
            },
        };
        using var loop = new EventLoop(new() { TimeProvider = time.Clock, Driver = driver });

        loop.Run(async () =>
        {
            await Task.Delay(TimeSpan.FromSeconds(3), loop.TimeProvider);
            await Task.Run(() => Thread.Sleep(20));
        });

        Assert.Equal([TimeSpan.FromSeconds(3), TimeSpan.MaxValue], heard.Distinct());
    }

    [Fact]
    public void What_another_thread_sets_while_the_driver_thinks_is_not_slept_through() => Threads.Run(() =>
    {
        var rung = new TaskCompletionSource();
        EventLoop? loop = null;
        var driver = new Driver
        {
            Idles = next =>
            {
                if (next == TimeSpan.MaxValue)
                {
                    Threads.Run(() => loop!.TimeProvider.CreateTimer(_ => rung.TrySetResult(), null, TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan));
                }

                return false;
            },
        };
        loop = new(new() { Driver = driver });

        loop.Run(() => rung.Task);
    });

    private static Task Nobody() => new TaskCompletionSource().Task;

    private sealed class Driver : IEventLoopDriver
    {
        public Action? Settles { get; set; }

        public Func<int, int>? Chooses { get; set; }

        public Func<TimeSpan, bool>? Idles { get; set; }

        public void Settle() => Settles?.Invoke();

        public int Next(int ready) => Chooses?.Invoke(ready) ?? 0;

        public bool Idle(TimeSpan untilTimer) => Idles?.Invoke(untilTimer) ?? false;
    }
}
