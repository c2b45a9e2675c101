using Microsoft.Extensions.Diagnostics.HealthChecks;
using Vahta;
using Vahta.Hosting.Health;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>The health of the container's <see cref="Dispatcher"/> and of its units.</summary>
public static class HealthCheckExtensions
{
    /// <summary>
    /// Three checks of the dispatcher; what is not up is listed with state, time and cause in their data.
    /// <list type="bullet">
    /// <item><c>vahta-live</c>, tag <c>live</c>: healthy until the dispatcher has stopped; unhealthy where it does not answer within a second.</item>
    /// <item><c>vahta-ready</c>, tag <c>ready</c>: unhealthy before everything was ready, from the announcement of the stop on, and while a unit is down; degraded while only such are down whose failures are ignored.</item>
    /// <item><c>vahta-startup</c>, tag <c>startup</c>: healthy once everything was ready.</item>
    /// </list>
    /// </summary>
    public static IHealthChecksBuilder AddVahta(this IHealthChecksBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder
            .Add("vahta-live", static dispatcher => new LiveCheck(dispatcher), "live")
            .Add("vahta-ready", static dispatcher => new ReadyCheck(dispatcher), "ready")
            .Add("vahta-startup", static dispatcher => new StartupCheck(dispatcher), "startup");
    }

    /// <summary>A check of one unit or group, named <c>vahta-unit-</c> and its name, without a tag: healthy while it is up or completed; otherwise degraded where its failures are ignored, else unhealthy.</summary>
    public static IHealthChecksBuilder AddVahtaUnit(this IHealthChecksBuilder builder, string unit)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(unit);
        return builder.Add($"vahta-unit-{unit}", dispatcher => new UnitCheck(dispatcher, unit));
    }

    private static IHealthChecksBuilder Add(this IHealthChecksBuilder builder, string name, Func<Dispatcher, IHealthCheck> check, params string[] tags) =>
        builder.Add(new HealthCheckRegistration(name, services => check(services.GetRequiredService<Dispatcher>()), failureStatus: null, tags));
}
