using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Vahta.AspNetCore.Probes;

/// <summary>A server for the probes alone, which is there before the first unit starts and after the last has stopped.</summary>
internal sealed class ProbeServer : IHostLifetime
{
    private readonly WebApplication _application;

    public ProbeServer(Dispatcher dispatcher, string url, string prefix)
    {
        // Of the application's configuration it takes nothing, and of the process nothing either.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls(url);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(dispatcher);
        builder.Services.AddSingleton<IHostLifetime>(this);
        _application = builder.Build();
        _application.MapVahtaProbes(prefix);
    }

    public Task StartAsync(CancellationToken cancellationToken) => _application.StartAsync(cancellationToken);

    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await _application.StopAsync(cancellationToken);
        await _application.DisposeAsync();
    }

    Task IHostLifetime.WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostLifetime.StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
