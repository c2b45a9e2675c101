using Microsoft.Extensions.Diagnostics.HealthChecks;
using Vahta.Reports;

namespace Vahta.Hosting.Health;

/// <summary>Whether one unit or group is up, or has done its work.</summary>
internal sealed class UnitCheck(Dispatcher dispatcher, string unit) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var row = dispatcher.Snapshot(graph => graph.TryFind(unit, out var found) ? [found] : []).Units.SingleOrDefault();
        if (row is null || !dispatcher.TryGetUnit(unit, out var handle))
        {
            return Task.FromResult(new HealthCheckResult(context.Registration.FailureStatus, $"There is no unit '{unit}'. Correct the name in AddVahtaUnit, or add the unit."));
        }

        var status = row.State is UnitState.Running or UnitState.Completed ? HealthStatus.Healthy
            : handle.Unit.IgnoresFailure ? HealthStatus.Degraded
            : context.Registration.FailureStatus;
        return Task.FromResult(new HealthCheckResult(status, SnapshotText.Line(row), row.Failure));
    }
}
