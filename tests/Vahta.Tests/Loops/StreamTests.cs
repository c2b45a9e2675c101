using Microsoft.Extensions.Logging.Testing;

namespace Vahta.Tests.Loops;

public sealed class StreamTests
{
    [Fact]
    public void I15_streams_left_open_are_closed_the_latest_first()
    {
        var loop = JumpingTime.Loop();
        var steps = new List<string>();

        loop.Run(async () =>
        {
            foreach (var name in (string[])["first", "second", "third"])
            {
                await loop.OwnStream(NumbersAsync(name)).GetAsyncEnumerator().MoveNextAsync();
            }
        });
        Assert.Empty(steps);
        loop.Run(loop.CloseStreamsAsync);

        Assert.Equal(["third closed on the loop", "second closed on the loop", "first closed on the loop"], steps);
        loop.Close();
        Assert.Equal(3, steps.Count);

        async IAsyncEnumerable<int> NumbersAsync(string name)
        {
            try
            {
                yield return 1;
            }
            finally
            {
                await Task.Delay(TimeSpan.FromSeconds(1), loop.TimeProvider);
                steps.Add($"{name} closed on {(EventLoop.Current == loop ? "the loop" : "another thread")}");
            }
        }
    }

    [Fact]
    public void I15_the_close_closes_them_too_but_none_that_was_closed_before()
    {
        var loop = JumpingTime.Loop();
        var closed = new List<string>();

        loop.Run(async () =>
        {
            await foreach (var number in loop.OwnStream(NumbersAsync("ended")))
            {
                Assert.Equal(1, number);
            }

            await foreach (var number in loop.OwnStream(NumbersAsync("left by break")))
            {
                break;
            }

            await loop.OwnStream(NumbersAsync("left open")).GetAsyncEnumerator().MoveNextAsync();
        });
        Assert.Equal(["ended", "left by break"], closed);
        loop.Close();

        Assert.Equal(["ended", "left by break", "left open"], closed);

        async IAsyncEnumerable<int> NumbersAsync(string name)
        {
            try
            {
                await Task.Yield();
                yield return 1;
            }
            finally
            {
                closed.Add(name);
            }
        }
    }

    [Fact]
    public void I15_G3_one_that_fails_keeps_none_open_and_is_told_once_by_name()
    {
        var log = new FakeLogCollector();
        var loop = JumpingTime.Loop(options => options.LoggerFactory = log.Factory());
        var thrown = new IOException();
        var closed = 0;

        loop.Run(async () =>
        {
            await loop.OwnStream(NumbersAsync(null)).GetAsyncEnumerator().MoveNextAsync();
            await loop.OwnStream(NumbersAsync(thrown)).GetAsyncEnumerator().MoveNextAsync();
            await loop.OwnStream(NumbersAsync(null)).GetAsyncEnumerator().MoveNextAsync();
        });
        loop.Close();

        Assert.Equal(2, closed);
        Assert.Equal("302 'stream StreamTests.I15_G3_one_that_fails_keeps_none_open_and_is_told_once_by_name.NumbersAsync' failed when the event loop ended it", Assert.Single(log.Lines()));
        Assert.Same(thrown, log.LatestRecord.Exception);

        async IAsyncEnumerable<int> NumbersAsync(Exception? failure)
        {
            try
            {
                await Task.Yield();
                yield return 1;
            }
            finally
            {
                closed += failure is null ? 1 : throw failure;
            }
        }
    }

    [Fact]
    public void I15_G4_one_that_does_not_close_is_left_behind_in_time_and_keeps_none_open()
    {
        var (time, log) = (new JumpingTime(), new FakeLogCollector());
        var loop = time.NewLoop(options => options.LoggerFactory = log.Factory());
        var closed = new List<string>();

        loop.Run(async () =>
        {
            await loop.OwnStream(NumbersAsync("first", 0.05)).GetAsyncEnumerator().MoveNextAsync();
            await loop.OwnStream(NumbersAsync("stubborn", 1000)).GetAsyncEnumerator().MoveNextAsync();
            await loop.OwnStream(NumbersAsync("third", 0.05)).GetAsyncEnumerator().MoveNextAsync();
        });
        loop.Close();

        Assert.Equal(["third", "first"], closed);
        Assert.InRange(time.Seconds, 10, 10.2);
        Assert.Contains($"stream {nameof(StreamTests)}.", Assert.Single(log.Lines()));
        Assert.Contains($"It is awaiting at {nameof(StreamTests)}.{nameof(I15_G4_one_that_does_not_close_is_left_behind_in_time_and_keeps_none_open)}.NumbersAsync ({nameof(StreamTests)}.cs:", log.LatestRecord.Message);

        async IAsyncEnumerable<int> NumbersAsync(string name, double seconds)
        {
            try
            {
                yield return 1;
            }
            finally
            {
                await Task.Delay(TimeSpan.FromSeconds(seconds), loop.TimeProvider);
                closed.Add(name);
            }
        }
    }

    [Fact]
    public void I15_streams_are_closed_after_the_work_that_reads_them_has_ended()
    {
        var loop = JumpingTime.Loop();
        var steps = new List<string>();

        loop.Run(() =>
        {
            loop.Start("reader", async cancelled =>
            {
                try
                {
                    await foreach (var number in loop.OwnStream(NumbersAsync()).WithCancellation(cancelled))
                    {
                        await cancelled.ForEverAsync();
                    }
                }
                finally
                {
                    steps.Add("reader ended");
                }
            });
            return Task.Delay(TimeSpan.FromSeconds(1), loop.TimeProvider);
        });
        loop.Close();

        Assert.Equal(["stream closed", "reader ended"], steps);

        async IAsyncEnumerable<int> NumbersAsync()
        {
            try
            {
                await Task.Yield();
                yield return 1;
            }
            finally
            {
                steps.Add("stream closed");
            }
        }
    }

    [Fact]
    public void I15_one_that_was_closed_before_is_not_closed_again()
    {
        var loop = JumpingTime.Loop();
        var stream = new Counting();

        loop.Run(async () => await loop.OwnStream(stream).GetAsyncEnumerator().DisposeAsync());
        loop.Run(loop.CloseStreamsAsync);
        loop.Close();

        Assert.Equal(1, stream.Closed);
    }

    private sealed class Counting : IAsyncEnumerable<int>, IAsyncEnumerator<int>
    {
        public int Closed { get; private set; }

        public int Current => 0;

        public IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken = default) => this;

        public ValueTask<bool> MoveNextAsync() => new(true);

        public ValueTask DisposeAsync()
        {
            Closed++;
            return default;
        }
    }

    [Fact]
    public void I15_one_that_its_user_closes_while_another_is_closing_is_closed_once()
    {
        var loop = JumpingTime.Loop();
        var closed = new List<string>();

        loop.Run(async () =>
        {
            var first = loop.OwnStream(NumbersAsync("first", TimeSpan.Zero)).GetAsyncEnumerator();
            await first.MoveNextAsync();
            await loop.OwnStream(NumbersAsync("second", TimeSpan.FromSeconds(1))).GetAsyncEnumerator().MoveNextAsync();
            var closing = loop.CloseStreamsAsync();
            await first.DisposeAsync();
            await closing;
        });
        loop.Close();

        Assert.Equal(["first", "second"], closed);

        async IAsyncEnumerable<int> NumbersAsync(string name, TimeSpan takes)
        {
            try
            {
                yield return 1;
            }
            finally
            {
                await Task.Delay(takes, loop.TimeProvider);
                closed.Add(name);
            }
        }
    }

    [Fact]
    public void I15_one_opened_once_the_loop_is_closed_is_refused()
    {
        var loop = JumpingTime.Loop();
        var stream = loop.OwnStream(NumbersAsync());
        loop.Close();

        Assert.Throws<ObjectDisposedException>(() => stream.GetAsyncEnumerator());

        static async IAsyncEnumerable<int> NumbersAsync()
        {
            yield return 1;
        }
    }
}
