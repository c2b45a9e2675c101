using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Vahta.AspNetCore.Traffic;

/// <summary>Puts itself before everything else that handles a request.</summary>
internal sealed class TrafficFilter(WebTraffic traffic) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => application =>
    {
        traffic.Begin();
        application.Use(following => context => traffic.HandleAsync(context, following));
        next(application);
    };
}
