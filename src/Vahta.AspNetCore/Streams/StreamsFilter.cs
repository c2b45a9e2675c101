using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Vahta.AspNetCore.Streams;

/// <summary>Puts the streams' end before everything else that handles a request.</summary>
internal sealed class StreamsFilter(Dispatcher dispatcher) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => application =>
    {
        application.Use(following => new StreamEnd(dispatcher, following).InvokeAsync);
        next(application);
    };
}
