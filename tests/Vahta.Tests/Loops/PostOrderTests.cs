namespace Vahta.Tests.Loops;

public sealed class PostOrderTests
{
    [Fact]
    public void Callbacks_are_called_in_the_order_in_which_they_were_posted()
    {
        using var loop = JumpingTime.Loop();
        var called = new List<int>();
        for (var number = 0; number < 100; number++)
        {
            Note(number);
        }

        loop.Run(async () =>
        {
            for (var number = 100; number < 1000; number++)
            {
                Note(number);
            }

            await Task.Yield();
        });

        Assert.Equal(Enumerable.Range(0, 1000), called);

        void Note(int number) => loop.Post(() => called.Add(number));
    }

    [Fact]
    public void What_a_callback_posts_comes_after_what_is_ready()
    {
        using var loop = JumpingTime.Loop();
        var called = new List<string>();

        loop.Run(async () =>
        {
            loop.Post(() =>
            {
                called.Add("first");
                loop.Post(() => called.Add("posted by first"));
            });
            loop.Post(() => called.Add("second"));
            await Task.Yield();
            await Task.Yield();
        });

        Assert.Equal(["first", "second", "posted by first"], called);
    }

    [Fact]
    public void A_callback_that_posts_itself_again_and_again_keeps_nobody_from_the_loop()
    {
        using var loop = new EventLoop();
        var calls = 0;

        loop.Run(async () =>
        {
            loop.Post(Again);
            await Task.Run(() => { });
            await Task.Delay(TimeSpan.FromMilliseconds(1), loop.TimeProvider);
        });

        Assert.NotEqual(0, calls);

        void Again()
        {
            calls++;
            loop.Post(Again);
        }
    }

    [Fact]
    public void Of_many_threads_posts_none_is_lost_and_each_threads_own_order_is_kept()
    {
        const int Posters = 4, Each = 50_000;
        using var loop = new EventLoop();
        var last = new int[Posters];
        var (called, outOfOrder, elsewhere) = (0, 0, 0);
        var loopThread = 0;
        var all = new TaskCompletionSource();

        Threads.Run(() => loop.Run(async () =>
        {
            loopThread = Environment.CurrentManagedThreadId;
            var posters = Enumerable.Range(0, Posters).Select(poster => Threads.Start(() => PostAll(poster))).ToList();
            await all.Task;
            posters.ForEach(end => end());
        }));

        Assert.Equal((Posters * Each, 0, 0), (called, outOfOrder, elsewhere));

        void PostAll(int poster)
        {
            for (var number = 1; number <= Each; number++)
            {
                var mine = number;
                loop.Post(() => Called(poster, mine));
            }
        }

        void Called(int poster, int number)
        {
            outOfOrder += number == last[poster] + 1 ? 0 : 1;
            elsewhere += Environment.CurrentManagedThreadId == loopThread ? 0 : 1;
            last[poster] = number;
            if (++called == Posters * Each)
            {
                all.SetResult();
            }
        }
    }

    [Fact]
    public void A_foreign_post_that_was_seen_comes_before_an_own_post_that_follows()
    {
        using var loop = JumpingTime.Loop();
        var called = new List<string>();

        loop.Run(async () =>
        {
            for (var round = 0; round < 3; round++)
            {
                loop.Post(() => called.Add("own, before"));
                Threads.Run(() => loop.Post(() => called.Add("foreign")));
                loop.Post(() => called.Add("own, after"));
                await Task.Yield();
            }
        });

        Assert.Equal(Enumerable.Repeat<string[]>(["own, before", "foreign", "own, after"], 3).SelectMany(round => round), called);
    }

    [Fact]
    public void A_post_from_another_thread_wakes_a_loop_that_waits()
    {
        using var loop = new EventLoop();
        var woken = 0;

        Threads.Run(() => loop.Run(async () =>
        {
            var posted = new TaskCompletionSource();
            var poster = Threads.Start(() =>
            {
                for (var round = 0; round < 1000; round++)
                {
                    using var called = new ManualResetEventSlim();
                    loop.Post(() =>
                    {
                        woken++;
                        called.Set();
                    });
                    Threads.Await(called);
                }

                loop.Post(posted.SetResult);
            });
            await posted.Task;
            poster();
        }));

        Assert.Equal(1000, woken);
    }
}
