using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Vahta.Tests.Telemetry;

public sealed class LogTests
{
    [Fact]
    public void G16_an_ordinary_run_is_told_with_stable_ids_naming_unit_duration_and_cause() => Scenario.Run(async world =>
    {
        var log = new FakeLogCollector();
        var dispatcher = world.Dispatcher(options => options.LoggerFactory = Factory(log));
        var database = dispatcher.AddLifespan("database", world.Holds("database", setup: 2, teardown: 3));
        dispatcher.AddJob("migration", world.EndsAfter(1)).After(database);
        await dispatcher.StartAsync();
        dispatcher.RequestStop("enough");
        await dispatcher.StopAsync();

        Assert.Equal(
            [
                "100 Information Starting 2 units",
                "200 Debug Unit 'database' starts its run 1 after waiting 0 ms",
                "201 Information Unit 'database' is ready after 2 s",
                "200 Debug Unit 'migration' starts its run 1 after waiting 2 s",
                "202 Information Unit 'migration' completed after 1 s",
                "101 Information Ready in 3 s",
                "102 Information Stopping within 25 s: requested: enough",
                "103 Information Asked to stop again: requested",
                "203 Debug Unit 'database' has 10 s to stop",
                "204 Information Unit 'database' stopped in 3 s",
                "105 Information Stopped in 3 s with exit code 0",
            ],
            Lines(log));
    });

    [Fact]
    public void G16_failures_are_told_once_with_the_users_own_exception() => Scenario.Run(async world =>
    {
        var (gone, small) = (new IOException("gone"), new IOException("small"));
        var log = new FakeLogCollector();
        var dispatcher = world.Application(options => options.LoggerFactory = Factory(log));
        dispatcher.AddTask("feed", world.FailsAfter(2, gone));
        dispatcher.AddTask("extra", world.FailsAfter(1, small)).IgnoreFailure();

        await dispatcher.RunAsync();

        var failed = Assert.Single(log.GetSnapshot(), record => record.Id.Id == 205);
        Assert.Equal((LogLevel.Error, "Unit 'feed' failed after 2 s"), (failed.Level, failed.Message));
        Assert.Same(gone, failed.Exception);
        var ignored = Assert.Single(log.GetSnapshot(), record => record.Id.Id == 206);
        Assert.Equal((LogLevel.Warning, "Unit 'extra' failed after 1 s, and nobody stops for it"), (ignored.Level, ignored.Message));
        Assert.Same(small, ignored.Exception);
        Assert.Contains("102 Information Stopping within 25 s: unit 'feed' failed (IOException)", Lines(log));
        Assert.Single(log.GetSnapshot(), record => record.Exception == gone);
    });

    [Fact]
    public void G16_a_late_unit_is_told_with_the_line_at_which_it_awaits() => Scenario.Run(async world =>
    {
        var log = new FakeLogCollector();
        var dispatcher = world.Dispatcher(options => options.LoggerFactory = Factory(log));
        dispatcher.AddTask("stuck", _ => WaitsForEver()).StopWithin(TimeSpan.FromSeconds(2));
        await dispatcher.StartAsync();

        await dispatcher.StopAsync();

        var late = Assert.Single(log.GetSnapshot(), record => record.Id.Id == 208);
        Assert.StartsWith("Unit 'stuck' is late: not stopped within 2 s. It is awaiting at LogTests.WaitsForEver (LogTests.cs:", late.Message);
        var abandoned = Assert.Single(log.GetSnapshot(), record => record.Id.Id == 209);
        Assert.StartsWith("Unit 'stuck' did not end within 2 s and was abandoned. It is awaiting at LogTests.WaitsForEver (LogTests.cs:", abandoned.Message);
        Assert.Equal((LogLevel.Warning, LogLevel.Error), (late.Level, abandoned.Level));
    });

    [Fact]
    public void G3_what_a_unit_threw_before_it_was_abandoned_is_in_the_log() => Scenario.Run(async world =>
    {
        var thrown = new IOException("callback");
        var log = new FakeLogCollector();
        var dispatcher = world.Dispatcher(options => options.LoggerFactory = Factory(log));
        dispatcher.AddTask("stuck", async stopping =>
        {
            stopping.Register(() => throw thrown);
            await WaitsForEver();
        }).StopWithin(TimeSpan.FromSeconds(2));
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();

        Assert.Contains(thrown, report.Errors);
        Assert.Single(log.GetSnapshot(), record => record.Exception == thrown);
    });

    [Fact]
    public void G16_a_skipped_unit_names_its_cause_and_hooks_and_hurries_are_told() => Scenario.Run(async world =>
    {
        using var hurry = new CancellationTokenSource();
        var log = new FakeLogCollector();
        var dispatcher = world.Dispatcher(options => options.LoggerFactory = Factory(log)).OnStopped(_ => throw new IOException("hook"));
        var feed = dispatcher.AddTask("feed", _ => throw new IOException()).IgnoreFailure();
        dispatcher.AddTask("leaf", world.Serves("leaf")).After(feed);
        await dispatcher.StartAsync();
        hurry.Cancel();

        await dispatcher.StopAsync(hurry.Token);

        Assert.Contains("207 Information Unit 'leaf' was skipped because of 'feed'", Lines(log));
        Assert.Contains("104 Warning Hurrying: bodies are aborted, teardowns get a second each", Lines(log));
        Assert.Contains("106 Error Hook OnStopped #1 failed", Lines(log));
    });

    [Fact]
    public void G16_a_unit_logs_in_its_own_name() => Scenario.Run(async world =>
    {
        var log = new FakeLogCollector();
        var dispatcher = world.Dispatcher(options => options.LoggerFactory = Factory(log));
        dispatcher.AddJob("migration", (unit, _) =>
        {
            unit.Logger.Log(LogLevel.Information, "row 7");
            return Task.CompletedTask;
        });
        await dispatcher.StartAsync();
        await dispatcher.StopAsync();

        Assert.Equal("migration", Assert.Single(log.GetSnapshot(), record => record.Message == "row 7").Category);
    });

    [Fact]
    public void G7_a_log_that_throws_holds_nobody_up_and_is_told_once() => Scenario.Run(async world =>
    {
        var thrown = new IOException("disk is full");
        var dispatcher = world.Dispatcher(options => options.LoggerFactory = new LoggerFactory([new Throwing(thrown)]));
        dispatcher.AddLifespan("database", world.Holds("database"));
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();
        await world.QuietAsync();

        Assert.Equal((0, TimeSpan.Zero), (report.ExitCode, report.Stopping));
        Assert.Equal(["database up", "database down"], world.Journal);
        var told = Assert.Single(world.Told<LogFailed>()).Exception;
        Assert.Same(thrown, told is AggregateException several ? several.InnerException : told);
    });

    [Fact]
    public void G7_a_log_that_cannot_even_be_asked_holds_nobody_up_and_is_told_once() => Scenario.Run(async world =>
    {
        var thrown = new IOException("no filter");
        var dispatcher = world.Dispatcher(options => options.LoggerFactory = new LoggerFactory([new Throwing(thrown) { IsAsked = () => throw thrown }]));
        dispatcher.AddLifespan("database", world.Holds("database"));
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();
        await world.QuietAsync();

        Assert.Equal(0, report.ExitCode);
        Assert.Single(world.Told<LogFailed>());
    });

    [Theory]
    [InlineData(LogLevel.Warning, "206")]
    [InlineData(LogLevel.None, "")]
    public void G16_where_less_is_logged_what_is_left_is_still_told(LogLevel least, string ids) => Scenario.Run(async world =>
    {
        var log = new FakeLogCollector();
        var dispatcher = world.Dispatcher(options => options.LoggerFactory = Factory(log, least));
        dispatcher.AddLifespan("database", world.Holds("database"));
        dispatcher.AddTask("extra", world.FailsAfter(1, new IOException("small"))).IgnoreFailure();
        await dispatcher.StartAsync();
        await world.Delay(2);

        await dispatcher.StopAsync();

        Assert.Equal(ids, string.Join(", ", log.GetSnapshot().Select(static record => record.Id.Id)));
    });

    private static LoggerFactory Factory(FakeLogCollector log, LogLevel least = LogLevel.Trace) =>
        new([new FakeLoggerProvider(log)], new LoggerFilterOptions { MinLevel = least });

    private static IEnumerable<string> Lines(FakeLogCollector log) =>
        log.GetSnapshot().Where(record => record.Category == "Vahta").Select(record => $"{record.Id.Id} {record.Level} {record.Message}");

    private static async Task WaitsForEver() => await new TaskCompletionSource().Task;

    private sealed class Throwing(Exception thrown) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public Func<bool> IsAsked { get; init; } = static () => true;

        public bool IsEnabled(LogLevel logLevel) => IsAsked();

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => throw thrown;

        public void Dispose()
        {
        }
    }
}
