using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// The generic host with its defaults, but silent: a service that says hello and ends the application; with the argument idle it waits for SIGTERM.
var builder = Host.CreateApplicationBuilder(args);
builder.Logging.ClearProviders();
builder.Services.AddHostedService(services => new Hello(services.GetRequiredService<IHostApplicationLifetime>(), args is ["idle"]));
builder.Build().Run();

internal sealed class Hello(IHostApplicationLifetime application, bool isIdle) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Console.Out.WriteLineAsync("hello");
        if (isIdle)
        {
            await Task.Delay(Timeout.Infinite, stoppingToken);
        }

        application.StopApplication();
    }
}
