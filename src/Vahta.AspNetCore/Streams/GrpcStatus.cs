using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Vahta.AspNetCore.Streams;

/// <summary>What a gRPC client is told of a stream that was told to end: not that its handler failed, but that the server is unavailable, upon which clients look for another.</summary>
internal static class GrpcStatus
{
    private const string Status = "grpc-status";
    private const string Message = "grpc-message";
    private const string Cancelled = "1";
    private const string Unknown = "2";
    private const string Unavailable = "14";

    public static void Correct(HttpResponse response)
    {
        var said = response.HasStarted ? response.HttpContext.Features.Get<IHttpResponseTrailersFeature>()?.Trailers : response.Headers;
        if (said is { IsReadOnly: false } && said.TryGetValue(Status, out var status) && (status == Cancelled || status == Unknown))
        {
            said[Status] = Unavailable;
            said[Message] = "The server is stopping.";
        }
    }
}
