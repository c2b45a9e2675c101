using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Vahta.Hosting.Modules;

namespace Vahta.AspNetCore.Modules;

/// <summary>How a module's endpoints are called: with services as the module sees them, and only while what they are given is up.</summary>
internal sealed class ModuleRequest(Module module)
{
    /// <summary>Makes it so for an endpoint.</summary>
    public void Wrap(EndpointBuilder endpoint)
    {
        if (endpoint.RequestDelegate is { } handler)
        {
            endpoint.RequestDelegate = context => CallAsync(context, handler);
        }
    }

    private async Task CallAsync(HttpContext context, RequestDelegate handler)
    {
        var services = context.RequestServices;
        if (services is ModuleServices)
        {
            // The endpoint is of a module within this one, which has seen to all of it.
            await handler(context);
            return;
        }

        if (module.Down is not null)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "1";
            return;
        }

        context.RequestServices = new ModuleServices(module, services);
        try
        {
            await handler(context);
        }
        finally
        {
            context.RequestServices = services;
        }
    }
}
