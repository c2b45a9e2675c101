using Microsoft.Extensions.Logging;

namespace Vahta.AspNetCore.Tests.Harness;

/// <summary>A log that keeps its lines.</summary>
internal sealed class Lines : ILoggerProvider, ILogger
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> All
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Waits for a line that begins so.</summary>
    public async Task UntilAsync(string beginning)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!All.Any(line => line.StartsWith(beginning, StringComparison.Ordinal)))
        {
            await Task.Delay(10, limit.Token);
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_lines)
        {
            _lines.Add(formatter(state, exception));
        }
    }

    public void Dispose()
    {
    }
}
