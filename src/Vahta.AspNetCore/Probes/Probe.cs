using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Vahta.AspNetCore.Probes;

/// <summary>Answers a probe by a health check, with the reasons.</summary>
internal sealed class Probe(IHealthCheck check)
{
    private readonly HealthCheckContext _asked = new() { Registration = new("probe", check, HealthStatus.Unhealthy, tags: null) };

    public async Task AnswerAsync(HttpContext context)
    {
        var result = await check.CheckHealthAsync(_asked, context.RequestAborted);
        context.Response.StatusCode = result.Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(
            new { status = result.Status.ToString(), description = result.Description, units = result.Data },
            context.RequestAborted);
    }
}
