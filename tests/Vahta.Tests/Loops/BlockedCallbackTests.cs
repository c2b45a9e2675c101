using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Vahta.Tests.Loops;

/// <summary>The watch goes by real time: these tests block for as long as a report may take, and no longer than it comes.</summary>
public sealed class BlockedCallbackTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    public static TheoryData<string> Blockers => [.. s_blockers.Keys];

    // Which callback blocks, and what it is called.
    private static readonly Dictionary<string, (Action<EventLoop, Action> Begin, string Name)> s_blockers = new()
    {
        ["a continuation"] = ((loop, block) => _ = BlocksLaterAsync(block), $"BlockedCallbackTests.BlocksLaterAsync (BlockedCallbackTests.cs:{LineOf("blocks later")})"),
        ["a continuation of Task.Run"] = ((loop, block) => _ = BlocksAfterPoolAsync(block), $"BlockedCallbackTests.BlocksAfterPoolAsync (BlockedCallbackTests.cs:{LineOf("blocks after pool")})"),
        ["an action"] = ((loop, block) => loop.Post(() => Blocks(block)), $"BlockedCallbackTests.(lambda) (BlockedCallbackTests.cs:{LineOf("an action")})"),
        ["a method group"] = ((loop, block) => loop.Post(block.Blocks), $"BlockExtensions.Blocks (BlockedCallbackTests.cs:{LineOf("blocks as a method")})"),
        ["an action in another context"] = ((loop, block) => InAnotherContext(() => loop.Post(() => Blocks(block))), $"BlockedCallbackTests.(lambda) (BlockedCallbackTests.cs:{LineOf("an action in another context")})"),
        ["a timer"] = ((loop, block) => loop.TimeProvider.CreateTimer(_ => Blocks(block), null, TimeSpan.Zero, Timeout.InfiniteTimeSpan), $"a timer's BlockedCallbackTests.(lambda) (BlockedCallbackTests.cs:{LineOf("a timer")})"),
        ["a task"] = ((loop, block) => Task.Factory.StartNew(block.Blocks, CancellationToken.None, TaskCreationOptions.None, loop.TaskScheduler), $"BlockExtensions.Blocks (BlockedCallbackTests.cs:{LineOf("blocks as a method")})"),
        ["work"] = ((loop, block) => loop.Start("billing", _ => Blocks(block)), "'billing'"),
        ["a unit"] = ((_, block) => Begin(dispatcher => dispatcher.AddTask("orders", _ => Blocks(block))), "unit 'orders' (run 1)"),
        ["a hook"] = ((_, block) => Begin(dispatcher => dispatcher.OnStarting(_ => Blocks(block))), "hook OnStarting #1"),
    };

    [Theory]
    [MemberData(nameof(Blockers))]
    public void A_callback_that_keeps_the_loop_to_itself_is_reported_once_by_name(string blocker)
    {
        var name = s_blockers[blocker].Name;
        var log = new FakeLogCollector();
        using var told = new ManualResetEventSlim();
        var isTold = false;

        using (var loop = new EventLoop(new() { BlockedAfter = TimeSpan.FromMilliseconds(20), LoggerFactory = new LoggerFactory([new FakeLoggerProvider(log), new Ringing(told, name)]) }))
        {
            loop.Run(async () =>
            {
                var blocked = new TaskCompletionSource();
                s_blockers[blocker].Begin(loop, () =>
                {
                    isTold = told.Wait(s_patience);
                    blocked.TrySetResult();
                });
                await blocked.Task;
                await Task.Yield();
            });
        }

        Assert.True(isTold, "It was not reported.");
        var record = Assert.Single(log.GetSnapshot(), record => record.Message.Contains(name, StringComparison.Ordinal));
        Assert.Equal(301, record.Id.Id);
        Assert.Equal(LogLevel.Warning, record.Level);
        Assert.Matches($"^For .* nothing but {System.Text.RegularExpressions.Regex.Escape(name)} has run on the event loop. Await there instead of blocking, or do it on the thread pool$", record.Message);
    }

    [Fact]
    public void A_main_that_blocks_before_its_first_await_is_reported_by_its_own_name_in_each_run()
    {
        var log = new FakeLogCollector();
        using var told = new ManualResetEventSlim();
        using var loop = new EventLoop(new() { BlockedAfter = TimeSpan.FromMilliseconds(20), LoggerFactory = new LoggerFactory([new FakeLoggerProvider(log), new Ringing(told, nameof(Main))]) });

        loop.Run(Main);
        told.Reset();
        loop.Run(MainWithResult);

        Assert.Equal([$"{nameof(Main)}", $"{nameof(MainWithResult)}"], log.GetSnapshot().Where(record => record.Message.Contains(nameof(Main), StringComparison.Ordinal)).Select(record => record.Message.Split("nothing but ")[1].Split(' ')[0].Split('.')[^1]));

        Task Main()
        {
            Assert.True(told.Wait(s_patience));
            return Task.CompletedTask;
        }

        Task<int> MainWithResult()
        {
            Assert.True(told.Wait(s_patience));
            return Task.FromResult(1);
        }
    }

    [Fact]
    public void A_callback_that_still_blocks_is_not_reported_again_but_the_next_one_is()
    {
        var log = new FakeLogCollector();
        using var told = new ManualResetEventSlim();
        using var loop = new EventLoop(new() { BlockedAfter = TimeSpan.FromMilliseconds(20), LoggerFactory = new LoggerFactory([new FakeLoggerProvider(log), new Ringing(told, nameof(A_callback_that_still_blocks_is_not_reported_again_but_the_next_one_is))]) });

        loop.Run(async () =>
        {
            await Task.Yield();
            Assert.True(told.Wait(s_patience));
            Thread.Sleep(150);
            told.Reset();
            await Task.Yield();
            Assert.True(told.Wait(s_patience));
        });

        Assert.Equal([301, 301], log.GetSnapshot().Where(record => record.Message.Contains(nameof(A_callback_that_still_blocks_is_not_reported_again_but_the_next_one_is), StringComparison.Ordinal)).Select(record => record.Id.Id));
    }

    [Fact]
    public void Neither_an_idle_loop_nor_one_busy_with_many_short_callbacks_is_reported()
    {
        var log = new FakeLogCollector();
        using var loop = new EventLoop(new() { BlockedAfter = TimeSpan.FromMilliseconds(400), LoggerFactory = log.Factory() });

        loop.Run(async () =>
        {
            await Task.Delay(500);
            var began = TimeProvider.System.GetTimestamp();
            while (TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMilliseconds(500))
            {
                await Task.Yield();
            }
        });

        Assert.Empty(log.GetSnapshot());
    }

    [Fact]
    public void Without_a_limit_nothing_is_reported_and_nothing_at_all_between_runs()
    {
        var log = new FakeLogCollector();
        using var loop = new EventLoop(new() { BlockedAfter = Timeout.InfiniteTimeSpan, LoggerFactory = log.Factory() });
        using var watched = new EventLoop(new() { BlockedAfter = TimeSpan.FromMilliseconds(400), LoggerFactory = log.Factory() });

        watched.Run(async () => await Task.Yield());
        loop.Run(async () =>
        {
            await Task.Yield();
            Thread.Sleep(1200);
        });

        Assert.Empty(log.GetSnapshot());
    }

    [Fact]
    public void What_is_being_called_can_be_asked_for_from_any_thread() => Threads.Run(() =>
    {
        using var loop = new EventLoop();
        string?[] seen = ["", "", ""];

        seen[0] = loop.Calling;
        loop.Run(async () =>
        {
            await NotesAsync();
            await Task.Run(() =>
            {
                Threads.Until(() => loop.Calling is null);
                seen[2] = loop.Calling;
            });
        });

        Assert.Equal([null, $"BlockedCallbackTests.What_is_being_called_can_be_asked_for_from_any_thread.NotesAsync (BlockedCallbackTests.cs:{LineOf("notes")})", null], seen);
        Assert.Null(loop.Calling);

        async Task NotesAsync()
        {   // notes
            await Task.Yield();
            Threads.Run(() => seen[1] = loop.Calling);
        }
    });

    private static async Task BlocksLaterAsync(Action block)
    {   // blocks later
        await Task.Yield();
        block();
    }

    private static async Task BlocksAfterPoolAsync(Action block)
    {   // blocks after pool
        // Forced, since work that is done already would be gone on with at once, by whoever called.
        await Task.Run(() => { }).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.ForceYielding);
        block();
    }

    private static Task Blocks(Action block)
    {
        block();
        return Task.CompletedTask;
    }

    private static void Begin(Action<Dispatcher> define)
    {
        var dispatcher = new Dispatcher();
        define(dispatcher);
        _ = dispatcher.StartAsync();
    }

    private static void InAnotherContext(Action post) => new AsyncLocal<int> { Value = 1 }.Keep(post);

    private static int LineOf(string text, [CallerFilePath] string file = "") =>
        File.ReadLines(file).Index().First(line => line.Item.Contains($"// {text}") || line.Item.Contains($"[\"{text}\"]")).Index + 1;

    // Rings for the one it is meant for: on a busy machine others may keep the loop, too.
    private sealed class Ringing(ManualResetEventSlim told, string name) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (formatter(state, exception).Contains(name, StringComparison.Ordinal))
            {
                told.Set();
            }
        }

        public void Dispose()
        {
        }
    }
}

file static class BlockExtensions
{
    public static void Blocks(this Action block)
    {   // blocks as a method
        block();
    }

    public static void Keep(this AsyncLocal<int> local, Action code)
    {
        code();
        GC.KeepAlive(local);
    }
}
