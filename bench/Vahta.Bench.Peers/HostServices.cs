using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Vahta.Bench.Peers;

/// <summary>
/// The plain generic host: one BackgroundService a unit, each with the one logger of their class, nothing logged, started and stopped as by default; only its time-out is longer, so
/// that it does not cut the stop short. It knows no order but that of registration.
/// </summary>
/// <param name="more">What else is said to its builder.</param>
internal sealed class HostServices(Action<HostApplicationBuilder>? more = null) : IPopulation
{
    private readonly HostApplicationBuilder _builder = new(new HostApplicationBuilderSettings { DisableDefaults = true });
    private IHost _host = null!;
    private Countdown _begun = null!;

    public void Add(int count, Shape shape, Func<CancellationToken, Task> body)
    {
        _begun = new(count);
        _builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = TimeSpan.FromMinutes(5));
        for (var index = 0; index < count; index++)
        {
            _builder.Services.AddSingleton<IHostedService>(services => new Worker(services.GetRequiredService<ILogger<Worker>>(), _begun, body));
        }

        more?.Invoke(_builder);
        _host = _builder.Build();
    }

    public async Task StartAsync()
    {
        await _host.StartAsync();
        await _begun.Done;
    }

    public async Task StopAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private sealed class Worker(ILogger<Worker> logger, Countdown begun, Func<CancellationToken, Task> body) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken)
        {
            logger.LogDebug("It begins.");
            begun.Signal();
            return body(stoppingToken);
        }
    }
}
