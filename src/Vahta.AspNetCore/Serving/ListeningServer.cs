using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Vahta.Hosting.Adoption;

namespace Vahta.AspNetCore.Serving;

/// <summary>The application's server.</summary>
internal sealed class ListeningServer(IServer server) : IWebServer
{
    public IReadOnlyCollection<string> Addresses => [.. server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []];

    public bool IsForTests => server.GetType().FullName == "Microsoft.AspNetCore.TestHost.TestServer";
}
