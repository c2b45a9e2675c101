using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Vahta.Tests.Loops;

public sealed class ThrowingCallbackTests
{
    [Fact]
    public void G3_what_a_callback_throws_is_handed_to_the_programs_handler_and_the_loop_goes_on()
    {
        var told = new List<Exception>();
        using var loop = JumpingTime.Loop(options => options.UnhandledException = told.Add);
        Exception[] thrown = [new IOException("posted"), new IOException("timer"), new IOException("async void"), new IOException("raw")];
        var called = new List<string>();

        loop.Run(async () =>
        {
            loop.Post(() => throw thrown[0]);
            loop.Post(() => called.Add("next"));
            using var timer = loop.TimeProvider.CreateTimer(_ => throw thrown[1], null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
            await Task.Delay(TimeSpan.FromSeconds(2), loop.TimeProvider);
            Forgets(thrown[2]);
            loop.SynchronizationContext.Post(_ => throw thrown[3], null);
            await Task.Delay(TimeSpan.FromSeconds(2), loop.TimeProvider);
        });

        Assert.Equal(["next"], called);
        Assert.Equal(4, told.Count);
        Assert.Equal([thrown[0], thrown[1], thrown[3], thrown[2]], told, ReferenceEqualityComparer.Instance);

        async void Forgets(Exception exception)
        {
            await Task.Yield();
            throw exception;
        }
    }

    [Fact]
    public void G3_without_a_handler_it_is_logged_with_the_callbacks_name()
    {
        var log = new FakeLogCollector();
        using var loop = JumpingTime.Loop(options => options.LoggerFactory = log.Factory());
        var thrown = new IOException("posted");
        var after = 0;

        loop.Run(async () =>
        {
            loop.Post(() => Fails(thrown));
            loop.Post(() => after++);
            await Task.Yield();
        });

        var record = Assert.Single(log.GetSnapshot());
        Assert.Equal((300, LogLevel.Error, "Vahta"), (record.Id.Id, record.Level, record.Category));
        Assert.Same(thrown, record.Exception);
        Assert.StartsWith($"A callback on the event loop failed: {nameof(ThrowingCallbackTests)}.{nameof(G3_without_a_handler_it_is_logged_with_the_callbacks_name)}.(lambda) ({nameof(ThrowingCallbackTests)}.cs:", record.Message);
        Assert.Equal(1, after);

        static void Fails(Exception exception) => throw exception;
    }

    [Fact]
    public void Where_every_callback_throws_none_is_left_out()
    {
        var told = new List<Exception>();
        using var loop = JumpingTime.Loop(options => options.UnhandledException = told.Add);
        var order = new List<int>();

        loop.Run(async () =>
        {
            for (var number = 0; number < 1000; number++)
            {
                var mine = number;
                loop.Post(() =>
                {
                    order.Add(mine);
                    throw new IOException();
                });
            }

            await Task.Yield();
        });

        Assert.Equal(Enumerable.Range(0, 1000), order);
        Assert.Equal(1000, told.Count);
    }

    [Fact]
    public void What_the_handler_throws_ends_the_run_and_the_rest_waits_for_the_next()
    {
        var thrown = new InvalidOperationException("handler");
        var loop = JumpingTime.Loop(options => options.UnhandledException = _ => throw thrown);
        var called = 0;

        Assert.Same(thrown, Assert.Throws<InvalidOperationException>(() => loop.Run(async () =>
        {
            loop.Post(() => throw new IOException());
            loop.Post(() => called++);
            await Task.Delay(TimeSpan.FromSeconds(1), loop.TimeProvider);
        })));
        Assert.Equal(0, called);
        Assert.Null(EventLoop.Current);

        loop.Run(async () => await Task.Yield());
        Assert.Equal(1, called);
        loop.Close();
    }

    [Fact]
    public void A_log_that_throws_does_not_end_the_run()
    {
        using var loop = JumpingTime.Loop(options => options.LoggerFactory = new LoggerFactory([new Throwing()]));
        var after = 0;

        loop.Run(async () =>
        {
            loop.Post(() => throw new IOException());
            loop.Post(() => after++);
            await Task.Yield();
        });

        Assert.Equal(1, after);
    }

    private sealed class Throwing : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new IOException("disk is full");

        public void Dispose()
        {
        }
    }
}
