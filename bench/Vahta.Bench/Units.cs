using Microsoft.Extensions.Logging;

namespace Vahta.Bench;

/// <summary>Vahta's: a dispatcher of its own; nobody listens, and without a log nothing is logged. Its stop may take as long as it takes: where a chain is deeper than the budget has room for, a busy
/// machine would have units abandoned, and that is another question.</summary>
internal sealed class Units(ILoggerFactory? log = null) : IPopulation
{
    private readonly Dispatcher _dispatcher = new(new() { LoggerFactory = log, StopBudget = Timeout.InfiniteTimeSpan });

    public void Add(int count, Shape shape, Func<CancellationToken, Task> body)
    {
        var units = new UnitHandle[count];
        var logging = LogFirst(body);
        for (var index = 0; index < count; index++)
        {
            units[index] = log is null ? _dispatcher.AddTask($"unit-{index}", body) : _dispatcher.AddTask($"unit-{index}", logging);
            foreach (var need in shape.Needs(index))
            {
                units[index].After(units[need]);
            }
        }
    }

    public Task StartAsync() => _dispatcher.StartAsync();

    public async Task StopAsync()
    {
        var report = await _dispatcher.StopAsync();
        var left = report.Units.Count(static unit => unit.State != UnitState.Stopped);
        if (left > 0)
        {
            await Console.Error.WriteLineAsync($"Of {report.Units.Count:N0} units {left:N0} were not stopped in their grace: the machine is too busy for what is measured here.");
        }
    }

    private static Func<UnitContext, CancellationToken, Task> LogFirst(Func<CancellationToken, Task> body) => (unit, stopping) =>
    {
        unit.Logger.LogDebug("It begins.");
        return body(stopping);
    };
}
