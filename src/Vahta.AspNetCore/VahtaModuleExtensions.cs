using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Vahta;
using Vahta.AspNetCore;
using Vahta.Hosting.Modules;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Parts of a web application: units of their own, endpoints below a prefix.</summary>
public static class VahtaModuleExtensions
{
    /// <summary>
    /// Adds a module: endpoints below a prefix, and a group of units that start after all that is around it and stop before. A group of the name that was declared in <c>AddVahta</c> becomes the module's; so
    /// its lifespans can be injected into the container's own services, too. Returns the module, of whose endpoints conventions can be said.
    /// </summary>
    /// <param name="endpoints">The application, a route group, or a module.</param>
    /// <param name="prefix">What stands before its endpoints' patterns.</param>
    /// <param name="configure">Adds its units, endpoints and modules; called at once.</param>
    /// <param name="name">The name of the group of its units. Default the prefix without its outer slashes, hyphens for those within.</param>
    /// <exception cref="ArgumentException">The name, or the prefix where none is given, is not made of letters, digits, dots, underscores and hyphens.</exception>
    /// <exception cref="InvalidOperationException">The application has no dispatcher, or it has been started; or there is such a module or unit already.</exception>
    public static WebModule MapVahtaModule(this IEndpointRouteBuilder endpoints, string prefix, Action<WebModule> configure, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        ArgumentNullException.ThrowIfNull(configure);
        var dispatcher = endpoints.ServiceProvider.GetService<Dispatcher>()
            ?? throw new InvalidOperationException("The application has no dispatcher to add a module's units to. Call builder.AddVahta() before it is built.");
        var around = (Module?)endpoints.ServiceProvider.GetService(typeof(Module));
        var module = new WebModule(Module.Add(dispatcher, around, name ?? prefix.Trim('/').Replace('/', '-')), endpoints, prefix);
        configure(module);
        return module;
    }
}
