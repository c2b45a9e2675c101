using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Vahta.Tests.Loops;

public sealed class StubbornLeftoverTests
{
    [Fact]
    public void G4_what_swallows_its_cancellation_is_left_behind_in_time_and_named_with_its_line()
    {
        var (time, log) = (new JumpingTime(), new FakeLogCollector());
        var loop = time.NewLoop(options =>
        {
            options.LoggerFactory = log.Factory();
            options.CloseWithin = TimeSpan.FromSeconds(5);
        });
        var ended = 0;

        loop.Run(() =>
        {
            loop.Start("stubborn", SwallowsAsync);
            loop.Start("good", async cancelled =>
            {
                await cancelled.CancelledAsync();
                ended++;
            });
            return Task.Delay(TimeSpan.FromSeconds(1), loop.TimeProvider);
        });
        loop.Close();

        Assert.Equal((1, 6), (ended, time.Seconds));
        var told = Assert.Single(log.GetSnapshot());
        Assert.Equal((303, LogLevel.Warning), (told.Id.Id, told.Level));
        Assert.Equal(
            $"'stubborn' did not end within 5 s and is left behind. It is awaiting at StubbornLeftoverTests.SwallowsAsync (StubbornLeftoverTests.cs:{LineOf("it hangs here")}) → Nobody. Honour its token there, or raise CloseWithin",
            told.Message.Replace("StubbornLeftoverTests.Nobody", "Nobody"));
    }

    [Fact]
    public void G4_once_left_behind_it_is_not_told_again_and_harms_no_later_work()
    {
        var (time, log) = (new JumpingTime(), new FakeLogCollector());
        var loop = time.NewLoop(options => options.LoggerFactory = log.Factory());
        var gate = new TaskCompletionSource();
        var ended = false;

        loop.Start("stubborn", _ => gate.Task);
        loop.Run(loop.CancelLeftoversAsync);
        loop.Run(loop.CancelLeftoversAsync);
        loop.Run(async () =>
        {
            var later = loop.Start("later", async cancelled =>
            {
                await Task.Delay(TimeSpan.FromSeconds(5), loop.TimeProvider, cancelled);
                ended = true;
            });
            await Task.Delay(TimeSpan.FromSeconds(1), loop.TimeProvider);
            gate.SetResult();
            await later;
        });
        loop.Close();

        Assert.True(ended);
        Assert.Equal(303, Assert.Single(log.GetSnapshot()).Id.Id);
    }

    [Fact]
    public async Task G3_what_it_throws_after_all_is_told_late()
    {
        var log = new FakeLogCollector();
        var loop = JumpingTime.Loop(options => options.LoggerFactory = log.Factory());
        var gate = new TaskCompletionSource();
        var thrown = new IOException();

        var work = loop.Start("stubborn", async _ =>
        {
            await gate.Task;
            throw thrown;
        });
        loop.Close();
        gate.SetResult();

        Assert.Same(thrown, await Assert.ThrowsAsync<IOException>(() => work));
        Threads.Until(() => log.Count == 2);
        Assert.Equal([303, 302], log.GetSnapshot().Select(record => record.Id.Id));
        Assert.Same(thrown, log.LatestRecord.Exception);
    }

    [Fact]
    public void With_no_time_at_all_everything_is_cancelled_and_has_one_turn_to_end()
    {
        var (time, log) = (new JumpingTime(), new FakeLogCollector());
        var loop = time.NewLoop(options =>
        {
            options.LoggerFactory = log.Factory();
            options.CloseWithin = TimeSpan.Zero;
        });
        var cancelled = 0;

        loop.Run(() =>
        {
            loop.Start("quick", async token =>
            {
                await token.CancelledAsync();
                cancelled++;
            });
            loop.Start("stubborn", async token =>
            {
                token.Register(() => cancelled++);
                await Nobody();
            });
            return Task.Delay(TimeSpan.FromSeconds(1), loop.TimeProvider);
        });
        loop.Close();

        Assert.Equal((2, 1), (cancelled, time.Seconds));
        Assert.StartsWith("303 'stubborn' did not end within 0 ms", Assert.Single(log.Lines()));
    }

    [Fact]
    public void Work_that_begins_itself_again_whenever_it_is_cancelled_does_not_keep_the_loop_open() => Threads.Run(() =>
    {
        var log = new FakeLogCollector();
        var loop = new EventLoop(new() { LoggerFactory = log.Factory(), CloseWithin = TimeSpan.FromMilliseconds(50) });
        var isOver = false;

        loop.Start("phoenix", Rises);
        loop.Run(async () => await Task.Yield());
        loop.Close();
        Volatile.Write(ref isOver, true);

        Assert.StartsWith("303 'phoenix' did not end within 50 ms", Assert.Single(log.Lines()));

        async Task Rises(CancellationToken cancelled)
        {
            await cancelled.CancelledAsync();
            if (!Volatile.Read(ref isOver))
            {
                _ = loop.Start("phoenix", Rises);
            }
        }
    });

    private static async Task SwallowsAsync(CancellationToken cancelled)
    {
        try
        {
            await cancelled.ForEverAsync();
        }
        catch (OperationCanceledException)
        {
            await Nobody();      // it hangs here
        }
    }

    private static Task Nobody() => new TaskCompletionSource().Task;

    private static int LineOf(string text, [CallerFilePath] string file = "") => File.ReadLines(file).TakeWhile(line => !line.Contains($"// {text}")).Count() + 1;
}
