using Microsoft.Extensions.Hosting;
using Vahta.Bench.Peers;

namespace Vahta.Bench.Hosted;

/// <summary>The same services on the same host, adopted by one line. The stop may take as long as it takes: ten thousand one after the other have no room in a budget, and that is another question.</summary>
internal sealed class AdoptedServices : IPopulation
{
    private readonly HostServices _services;
    private Dispatcher _dispatcher = null!;

    public AdoptedServices() => _services = new(builder => builder.AddVahta(dispatcher => _dispatcher = dispatcher, static options =>
    {
        options.HandleSignals = false;
        options.StopBudget = Timeout.InfiniteTimeSpan;
    }));

    public void Add(int count, Shape shape, Func<CancellationToken, Task> body) => _services.Add(count, shape, body);

    public Task StartAsync() => _services.StartAsync();

    public async Task StopAsync()
    {
        await _services.StopAsync();
        var report = await _dispatcher.StopAsync();
        var left = report.Units.Count(static unit => unit.State != UnitState.Stopped);
        if (left > 0)
        {
            await Console.Error.WriteLineAsync($"Of {report.Units.Count:N0} services {left:N0} were not stopped in their grace: the machine is too busy for what is measured here.");
        }
    }
}
