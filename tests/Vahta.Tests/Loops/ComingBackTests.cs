namespace Vahta.Tests.Loops;

public sealed class ComingBackTests
{
    public static TheoryData<string> Awaits => [.. s_awaits.Keys];

    private static readonly Dictionary<string, Func<EventLoop, Task>> s_awaits = new()
    {
        ["Task.Yield"] = async _ => await Task.Yield(),
        ["Task.Delay in real time"] = async _ => await Task.Delay(1),
        ["Task.Delay in the loop's time"] = async loop => await Task.Delay(TimeSpan.FromMilliseconds(1), loop.TimeProvider),
        ["Task.Run"] = async _ => await Task.Run(() => { }),
        ["a method of which a part leaves the loop"] = async _ => await LeavesAsync(),
        ["a task that another thread completes"] = async _ => await CompletedElsewhere(),
        ["a value task of a channel"] = async _ => await WrittenElsewhere(),
        ["WhenAll"] = async loop => await Task.WhenAll(Task.Run(() => { }), Task.Delay(TimeSpan.FromMilliseconds(1), loop.TimeProvider)),
        ["a task on the loop's scheduler"] = async loop => await Task.Factory.StartNew(() => { }, CancellationToken.None, TaskCreationOptions.None, loop.TaskScheduler),
        ["what was begun on the loop"] = async loop => await loop.Start("work", async _ => await Task.Yield()),
    };

    [Theory]
    [MemberData(nameof(Awaits))]
    public void What_awaits_comes_back_to_the_loops_thread(string awaits) => Threads.Run(() =>
    {
        using var loop = new EventLoop();
        var thread = Environment.CurrentManagedThreadId;

        loop.Run(async () =>
        {
            for (var round = 0; round < 3; round++)
            {
                await s_awaits[awaits](loop);
                Assert.Equal(thread, Environment.CurrentManagedThreadId);
                Assert.Same(loop, EventLoop.Current);
            }
        });
    });

    [Fact]
    public void What_awaits_without_its_context_leaves_the_loop_and_its_caller_comes_back() => Threads.Run(() =>
    {
        using var loop = new EventLoop();
        var thread = Environment.CurrentManagedThreadId;

        loop.Run(async () =>
        {
            Assert.NotEqual(thread, await LeavesAsync());
            Assert.Equal(thread, Environment.CurrentManagedThreadId);
        });
    });

    [Fact]
    public void An_async_iterator_and_a_cancellation_come_back_too()
    {
        using var loop = JumpingTime.Loop();
        var thread = Environment.CurrentManagedThreadId;
        var threads = new HashSet<int>();

        loop.Run(async () =>
        {
            using var cancelled = new CancellationTokenSource(TimeSpan.FromSeconds(5), loop.TimeProvider);
            cancelled.Token.Register(() => threads.Add(Environment.CurrentManagedThreadId));
            await foreach (var ticked in TicksAsync(loop))
            {
                threads.Add(ticked);
                threads.Add(Environment.CurrentManagedThreadId);
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, loop.TimeProvider, cancelled.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            threads.Add(Environment.CurrentManagedThreadId);
        });

        Assert.Equal([thread], threads);
    }

    private static async IAsyncEnumerable<int> TicksAsync(EventLoop loop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), loop.TimeProvider);
        for (var tick = 0; tick < 3; tick++)
        {
            await timer.WaitForNextTickAsync();
            yield return Environment.CurrentManagedThreadId;
        }
    }

    private static async Task<int> LeavesAsync()
    {
        await Task.Run(() => { }).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await Task.Yield();
        return Environment.CurrentManagedThreadId;
    }

    private static Task CompletedElsewhere()
    {
        var source = new TaskCompletionSource();
        ThreadPool.QueueUserWorkItem(_ => source.SetResult());
        return source.Task;
    }

    private static ValueTask<int> WrittenElsewhere()
    {
        var channel = System.Threading.Channels.Channel.CreateUnbounded<int>();
        ThreadPool.QueueUserWorkItem(_ => channel.Writer.TryWrite(1));
        return channel.Reader.ReadAsync();
    }
}
