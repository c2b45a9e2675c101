using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Vahta.Hosting.Health;

/// <summary>Whether everything has been ready once.</summary>
internal sealed class StartupCheck(Dispatcher dispatcher) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (dispatcher.WasReady)
        {
            return Task.FromResult(HealthCheckResult.Healthy("Everything has been ready."));
        }

        var down = DownUnits.Of(dispatcher);
        return Task.FromResult(HealthCheckResult.Unhealthy($"The dispatcher is {down.State}; {down.Text}.", exception: null, down.Data));
    }
}
