using System.Runtime.Versioning;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.WindowsServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Vahta.Hosting.WindowsService;

/// <summary>The lifetime of a Windows service that stops by the same steps when Windows gives notice of its shutdown as when the service controller says so.</summary>
[SupportedOSPlatform("windows")]
internal sealed class PreShutdownLifetime : WindowsServiceLifetime
{
    public PreShutdownLifetime(
        IHostEnvironment environment, IHostApplicationLifetime phases, ILoggerFactory loggers, IOptions<HostOptions> host, IOptions<WindowsServiceLifetimeOptions> service)
        : base(environment, phases, loggers, host, service) => PreShutdown.TryAccept(this);

    protected override void OnCustomCommand(int command)
    {
        if (command == PreShutdown.Command)
        {
            Stop();
        }
        else
        {
            base.OnCustomCommand(command);
        }
    }
}
