using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Vahta.AspNetCore.Tests.Harness;

/// <summary>HTTP/2 without TLS, on both sides.</summary>
internal static class Http2
{
    public static void Only(WebApplicationBuilder builder) => builder.WebHost.ConfigureKestrel(static kestrel => kestrel.ConfigureEndpointDefaults(static endpoint => endpoint.Protocols = HttpProtocols.Http2));

    public static HttpClient Client(Uri? address = null) => new(new SocketsHttpHandler())
    {
        BaseAddress = address,
        DefaultRequestVersion = new(2, 0),
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };
}
