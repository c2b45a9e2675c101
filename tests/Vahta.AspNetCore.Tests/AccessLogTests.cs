using Microsoft.Extensions.Logging;

namespace Vahta.AspNetCore.Tests;

/// <summary>What the last requests leave in the log.</summary>
public sealed class AccessLogTests
{
    [Fact]
    public async Task J17_what_the_log_has_of_the_last_requests_and_of_the_stop_is_written_before_the_end()
    {
        var (begun, release, log) = (new TaskCompletionSource(), new TaskCompletionSource(), new Queueing());
        var site = await Site.StartAsync(
            application => application.MapGet("/last", async () =>
            {
                begun.SetResult();
                await release.Task;
            }),
            build: builder => builder.Services.AddSingleton<ILoggerProvider>(_ => log));
        var last = site.Client.GetAsync("/last");
        await begun.Task;

        var stopping = site.Application.StopAsync();
        await site.Dispatcher.Stopping.WhenFiredAsync();
        release.SetResult();
        using var answer = await last;
        await stopping;
        await site.DisposeAsync();

        Assert.Single(log.Written, static line => line.StartsWith("Request finished", StringComparison.Ordinal) && line.Contains("/last - 200", StringComparison.Ordinal));
        Assert.Single(log.Written, static line => line.StartsWith("Stopped in", StringComparison.Ordinal));
    }

    /// <summary>Writes what it was told when it is disposed of, as those do that write in the background.</summary>
    private sealed class Queueing : ILoggerProvider, ILogger
    {
        private readonly Journal _told = new();

        public IReadOnlyList<string> Written { get; private set; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _told.Note(formatter(state, exception));

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Dispose() => Written = _told.Lines;
    }
}
