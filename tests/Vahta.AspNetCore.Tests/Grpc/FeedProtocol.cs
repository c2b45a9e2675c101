using System.Text;
using Grpc.Core;

namespace Vahta.AspNetCore.Tests.Grpc;

/// <summary>What the compiler of gRPC's protocols would have written of a service with each sort of call.</summary>
[BindServiceMethod(typeof(FeedProtocol), nameof(Bind))]
public abstract class FeedProtocol
{
    private static readonly Marshaller<string> s_text = Marshallers.Create(Encoding.UTF8.GetBytes, Encoding.UTF8.GetString);

    public static Method<string, string> WatchMethod { get; } = new(MethodType.ServerStreaming, nameof(Feed), nameof(Watch), s_text, s_text);

    public static Method<string, string> ChatMethod { get; } = new(MethodType.DuplexStreaming, nameof(Feed), nameof(Chat), s_text, s_text);

    public static Method<string, string> AskMethod { get; } = new(MethodType.Unary, nameof(Feed), nameof(Ask), s_text, s_text);

    public static void Bind(ServiceBinderBase binder, FeedProtocol? feed)
    {
        binder.AddMethod(WatchMethod, feed is null ? null : new ServerStreamingServerMethod<string, string>(feed.Watch));
        binder.AddMethod(ChatMethod, feed is null ? null : new DuplexStreamingServerMethod<string, string>(feed.Chat));
        binder.AddMethod(AskMethod, feed is null ? null : new UnaryServerMethod<string, string>(feed.Ask));
    }

    public abstract Task Watch(string request, IServerStreamWriter<string> responses, ServerCallContext context);

    public abstract Task Chat(IAsyncStreamReader<string> requests, IServerStreamWriter<string> responses, ServerCallContext context);

    public abstract Task<string> Ask(string request, ServerCallContext context);
}
