using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Vahta.AspNetCore.Traffic;

namespace Vahta.AspNetCore.Streams;

/// <summary>Which requests last as long as their clients like: by what the endpoint says, or else by what it speaks.</summary>
internal static class StreamKinds
{
    public const string EventStream = "text/event-stream";
    private const string GrpcMethod = "Grpc.AspNetCore.Server.GrpcMethodMetadata";

    public static EndingOf Of(HttpContext context)
    {
        var metadata = context.GetEndpoint()?.Metadata;
        return metadata?.GetMetadata<IRequestEnding>() is { } said ? (said.MustFinish ? EndingOf.Finishing : EndingOf.Stream)
            : metadata?.GetMetadata<HubMetadata>() is not null ? EndingOf.Hub
            : WantsEvents(context) || IsGrpcStream(metadata) ? EndingOf.Stream
            : EndingOf.Unknown;
    }

    /// <summary>Whether it asks for events before all else, as browsers do. What only takes them too, such as an answer to a POST, is a stream once it is sent as one.</summary>
    public static bool WantsEvents(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) && context.Request.Headers.Accept.ToString().StartsWith(EventStream, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether events have begun to be sent. What has been sent does not change any more: anybody may read it.</summary>
    public static bool IsEventStream(IHttpResponseFeature? response) => response is { HasStarted: true } && SaysEvents(response);

    /// <summary>Whether it says that events are to be sent; asked by whoever is about to.</summary>
    public static bool SaysEvents(IHttpResponseFeature response) => response.Headers.ContentType.ToString().StartsWith(EventStream, StringComparison.OrdinalIgnoreCase);

    // By name: who does not speak gRPC need not have it.
    private static bool IsGrpcStream(EndpointMetadataCollection? metadata) =>
        metadata?.LastOrDefault(static item => item.GetType().FullName == GrpcMethod) is { } grpc
        && grpc.GetType().GetProperty("Method")?.GetValue(grpc) is { } method
        && method.GetType().GetProperty("Type")?.GetValue(method)?.ToString() is not "Unary";
}
