using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Vahta.Hosting.Health;

/// <summary>Whether the application can take work: everything was ready, no stop is announced, and nothing is down.</summary>
internal sealed class ReadyCheck(Dispatcher dispatcher) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var down = DownUnits.Of(dispatcher);
        var status = down.State != DispatcherState.Running ? context.Registration.FailureStatus
            : !down.Any ? HealthStatus.Healthy
            : down.AreAllIgnored ? HealthStatus.Degraded
            : context.Registration.FailureStatus;
        return Task.FromResult(new HealthCheckResult(status, $"The dispatcher is {down.State}; {down.Text}.", down.Failure, down.Data));
    }
}
