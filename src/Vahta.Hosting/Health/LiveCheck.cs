using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Vahta.Hosting.Health;

/// <summary>Whether the dispatcher is alive: to the very end of its stop.</summary>
internal sealed class LiveCheck(Dispatcher dispatcher) : IHealthCheck
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await dispatcher.PingAsync(cancellationToken).WaitAsync(s_patience, dispatcher.TimeProvider, cancellationToken);
        }
        catch (TimeoutException)
        {
            return HealthCheckResult.Unhealthy("The dispatcher does not answer.");
        }

        return dispatcher.State == DispatcherState.Stopped
            ? HealthCheckResult.Unhealthy("The dispatcher has stopped.")
            : HealthCheckResult.Healthy($"The dispatcher is {dispatcher.State}.");
    }
}
