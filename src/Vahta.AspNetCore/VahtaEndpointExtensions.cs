using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Vahta;
using Vahta.AspNetCore.Probes;
using Vahta.Hosting.Health;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Endpoints that tell of the application's dispatcher.</summary>
public static class VahtaEndpointExtensions
{
    /// <summary>
    /// Maps the probes of orchestrators, open to anyone: <c>live</c> (200 to the very end of the stop, 503 where the dispatcher does not answer), <c>ready</c> (503 before everything was ready, from the announcement of the
    /// stop on, and while a unit is down whose failures are not ignored), <c>startup</c> (200 once everything was ready). The body is JSON: <c>status</c>, <c>description</c>, and under <c>units</c> of each that is
    /// not up its state, since when, and what it waits for.
    /// </summary>
    /// <param name="endpoints">Where to map them.</param>
    /// <param name="prefix">What stands before their names. Default <c>/health</c>.</param>
    /// <exception cref="InvalidOperationException">The application has no dispatcher.</exception>
    public static IEndpointConventionBuilder MapVahtaProbes(this IEndpointRouteBuilder endpoints, string prefix = "/health")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var dispatcher = endpoints.ServiceProvider.GetService<Dispatcher>()
            ?? throw new InvalidOperationException("The application has no dispatcher to probe. Call builder.AddVahta() before it is built.");
        var group = endpoints.MapGroup(prefix).AllowAnonymous();
        group.MapGet("live", new Probe(new LiveCheck(dispatcher)).AnswerAsync);
        group.MapGet("ready", new Probe(new ReadyCheck(dispatcher)).AnswerAsync);
        group.MapGet("startup", new Probe(new StartupCheck(dispatcher)).AnswerAsync);
        return group;
    }
}
