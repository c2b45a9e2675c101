using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Vahta.AspNetCore.Modules;
using Vahta.Hosting.Modules;

namespace Vahta.AspNetCore;

/// <summary>
/// A part of a web application, as aiohttp's sub-application: units of its own and endpoints below a prefix.
/// <list type="bullet">
/// <item>Its units start after all that is around it, and stop before; within it, modules do the same.</item>
/// <item>Names are looked up in it first, then outward: in <c>After</c>, and where its endpoints have a <see cref="Lifespan{T}"/> or a <see cref="Pool{T}"/> injected, by type or keyed by name.</item>
/// <item>While one of its lifespans or pools is down, or one of a module around it, because it was stopped or runs again, its endpoints answer 503.</item>
/// </list>
/// </summary>
public sealed class WebModule : IEndpointRouteBuilder, IEndpointConventionBuilder
{
    private readonly RouteGroupBuilder _routes;

    internal WebModule(Module module, IEndpointRouteBuilder endpoints, string prefix)
    {
        _routes = endpoints.MapGroup(prefix);
        ((IEndpointConventionBuilder)_routes).Add(new ModuleRequest(module).Wrap);
        ServiceProvider = new ModuleServices(module, endpoints.ServiceProvider);
        Units = module.Units;
    }

    /// <summary>Its name: that of its group of units.</summary>
    public string Name => Units.Name;

    /// <summary>Its units, to which more are added, and of all of which something can be said.</summary>
    public UnitGroup Units { get; }

    /// <summary>The application's services; lifespans and pools as the module sees them.</summary>
    public IServiceProvider ServiceProvider { get; }

    ICollection<EndpointDataSource> IEndpointRouteBuilder.DataSources => ((IEndpointRouteBuilder)_routes).DataSources;

    IApplicationBuilder IEndpointRouteBuilder.CreateApplicationBuilder() => ((IEndpointRouteBuilder)_routes).CreateApplicationBuilder();

    void IEndpointConventionBuilder.Add(Action<EndpointBuilder> convention) => ((IEndpointConventionBuilder)_routes).Add(convention);

    void IEndpointConventionBuilder.Finally(Action<EndpointBuilder> finallyConvention) => ((IEndpointConventionBuilder)_routes).Finally(finallyConvention);
}
