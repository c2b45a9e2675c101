namespace Vahta.Tests.Loops;

public sealed class MisuseTests
{
    [Fact]
    public void A_run_inside_a_run_is_refused_with_a_way_out_and_the_outer_goes_on()
    {
        using var loop = JumpingTime.Loop();
        using var other = JumpingTime.Loop();

        loop.Run(async () =>
        {
            foreach (var inner in (EventLoop[])[loop, other])
            {
                var refused = Assert.Throws<InvalidOperationException>(() => inner.Run(() => Task.CompletedTask));
                Assert.Equal("An event loop is running on this thread already. Await inside of it instead of running another, or run the other on a thread of its own.", refused.Message);
            }

            await Task.Delay(TimeSpan.FromSeconds(1), loop.TimeProvider);
            Assert.Same(loop, EventLoop.Current);
        });
    }

    [Fact]
    public void A_run_of_a_loop_that_another_thread_runs_is_refused_with_a_way_out() => Threads.Run(() =>
    {
        using var loop = new EventLoop();

        loop.Run(async () =>
        {
            var refused = await Task.Run(() => Assert.Throws<InvalidOperationException>(() => loop.Run(() => Task.CompletedTask)));
            Assert.Equal("The event loop is running on another thread. Post to it, or run this when that has ended.", refused.Message);
            await Task.Delay(TimeSpan.FromMilliseconds(1), loop.TimeProvider);
        });
    });

    [Fact]
    public void Of_many_threads_that_run_one_loop_at_once_all_but_one_are_refused() => Threads.Run(() =>
    {
        const int Rounds = 300;
        using var loop = new EventLoop();
        var (inside, overlaps, runs, refused) = (0, 0, 0, 0);

        var threads = Enumerable.Range(0, 4).Select(_ => Threads.Start(() =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                try
                {
                    loop.Run(async () =>
                    {
                        overlaps += Interlocked.Increment(ref inside) - 1;
                        await Task.Yield();
                        Interlocked.Decrement(ref inside);
                    });
                    Interlocked.Increment(ref runs);
                }
                catch (InvalidOperationException)
                {
                    Interlocked.Increment(ref refused);
                }
            }
        })).ToList();
        threads.ForEach(end => end());

        Assert.Equal((0, 4 * Rounds), (overlaps, runs + refused));
        Assert.NotEqual(0, runs);
    });

    [Fact]
    public void Closing_a_loop_that_runs_is_refused_and_it_goes_on()
    {
        using var loop = JumpingTime.Loop();

        loop.Run(async () =>
        {
            Assert.Equal("The event loop is running. Close it when its run has ended.", Assert.Throws<InvalidOperationException>(loop.Close).Message);
            Assert.Throws<InvalidOperationException>(loop.Dispose);
            await Task.Run(() => Assert.Throws<InvalidOperationException>(loop.Close));
            await Task.Delay(TimeSpan.FromSeconds(1), loop.TimeProvider);
        });
    }

    [Fact]
    public void Using_a_closed_loop_is_an_error_that_says_what_to_do()
    {
        var loop = JumpingTime.Loop();
        loop.Close();

        foreach (var use in (Action[])[
            () => loop.Run(() => Task.CompletedTask),
            () => loop.Run(() => Task.FromResult(1)),
            () => loop.Post(() => { }),
            () => loop.Start("work", _ => Task.CompletedTask),
            () => loop.OwnStream(AsyncEnumerable.Range(0, 1)),
            () => loop.TimeProvider.CreateTimer(_ => { }, null, TimeSpan.Zero, TimeSpan.Zero)])
        {
            var refused = Assert.Throws<ObjectDisposedException>(use);
            Assert.StartsWith("The event loop is closed. Make a new one, or close this one later.", refused.Message);
            Assert.Equal("EventLoop", refused.ObjectName);
        }
    }

    [Fact]
    public void Closing_twice_does_nothing()
    {
        var loop = JumpingTime.Loop();

        loop.Close();
        loop.Close();
        loop.Dispose();
    }

    [Fact]
    public void What_is_left_out_is_refused_by_name()
    {
        using var loop = JumpingTime.Loop();

        foreach (var (name, use) in ((string, Action)[])[
            ("main", () => loop.Run(null!)),
            ("callback", () => loop.Post(null!)),
            ("work", () => loop.Start("work", null!)),
            ("name", () => loop.Start(" ", _ => Task.CompletedTask)),
            ("stream", () => loop.OwnStream<int>(null!)),
            ("options", () => _ = new EventLoop(null!))])
        {
            Assert.Equal(name, Assert.ThrowsAny<ArgumentException>(use).ParamName);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => new EventLoopOptions { BlockedAfter = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => new EventLoopOptions { CloseWithin = TimeSpan.FromSeconds(-1) });
    }
}
