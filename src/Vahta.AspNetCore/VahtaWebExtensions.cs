using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Vahta;
using Vahta.AspNetCore.Serving;
using Vahta.AspNetCore.Traffic;
using Vahta.Hosting.Adoption;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Gives a web application to a Vahta dispatcher.</summary>
public static class VahtaWebExtensions
{
    /// <summary>
    /// As <see cref="VahtaHostingExtensions.AddVahta{TBuilder}(TBuilder, Action{Dispatcher}, Action{DispatcherOptions})"/>. The web server is the unit <c>web-server</c>: ready when it is bound, it starts after
    /// everything that does not come after it and stops before.
    /// <list type="bullet">
    /// <item>When the stop is announced readiness fails; the server serves on for <see cref="DispatcherOptions.DrainDelay"/>, closing each connection that is used; then it closes its port, and gives requests in flight its
    /// <c>DrainWithin</c>, 10 s, before they are aborted. Handlers that go on after that are waited for.</item>
    /// <item>Server-sent events, gRPC streams, and what <see cref="MayBeCancelledAttribute"/> says it of, are told at the announcement: their <c>HttpContext.RequestAborted</c> fires, and what a stream throws for that ends it in order. A
    /// WebSocket's client is sent 1001, and its handler sees the client close. What <see cref="MustFinishAttribute"/> says it of is aborted last.</item>
    /// </list>
    /// </summary>
    /// <inheritdoc cref="VahtaHostingExtensions.AddVahta{TBuilder}(TBuilder, Action{Dispatcher}, Action{DispatcherOptions})"/>
    public static WebApplicationBuilder AddVahta(this WebApplicationBuilder builder, Action<Dispatcher>? configure = null, Action<DispatcherOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        VahtaHostingExtensions.AddVahta(builder, configure, options);
        builder.Services.TryAddSingleton<IWebServer, ListeningServer>();
        builder.Services.TryAddSingleton<WebTraffic>();
        builder.Services.TryAddSingleton<IWebTraffic>(static services => services.GetRequiredService<WebTraffic>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, TrafficFilter>());
        return builder;
    }
}
