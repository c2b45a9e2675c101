using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Vahta.AspNetCore.Traffic;

namespace Vahta.AspNetCore.Streams;

/// <summary>Stands before the server where a request asks for another protocol, so that it is known what is spoken over.</summary>
internal static class Upgrades
{
    private const string WebSocket = "websocket";

    public static void Watch(HttpContext context, RequestInFlight request)
    {
        var upgrade = context.Request.Headers.Upgrade;
        if (upgrade.Count > 0 && context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } feature)
        {
            context.Features.Set<IHttpUpgradeFeature>(new Upgrade(feature, request, upgrade.ToString().Contains(WebSocket, StringComparison.OrdinalIgnoreCase)));
        }
        else if (HttpMethods.IsConnect(context.Request.Method) && context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect)
        {
            context.Features.Set<IHttpExtendedConnectFeature>(new ExtendedConnect(connect, request));
        }
    }

    private sealed class Upgrade(IHttpUpgradeFeature server, RequestInFlight request, bool isWebSocket) : IHttpUpgradeFeature
    {
        public bool IsUpgradableRequest => server.IsUpgradableRequest;

        public async Task<Stream> UpgradeAsync() => request.Upgrade(await server.UpgradeAsync(), isWebSocket);
    }

    private sealed class ExtendedConnect(IHttpExtendedConnectFeature server, RequestInFlight request) : IHttpExtendedConnectFeature
    {
        public bool IsExtendedConnect => server.IsExtendedConnect;

        public string? Protocol => server.Protocol;

        public async ValueTask<Stream> AcceptAsync() => request.Upgrade(await server.AcceptAsync(), WebSocket.Equals(server.Protocol, StringComparison.OrdinalIgnoreCase));
    }
}
