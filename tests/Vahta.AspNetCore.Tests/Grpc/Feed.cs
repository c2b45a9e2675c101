using Grpc.Core;

namespace Vahta.AspNetCore.Tests.Grpc;

/// <summary>A gRPC service whose calls last.</summary>
public sealed class Feed(Feed.Asked asked) : FeedProtocol
{
    public override async Task Watch(string request, IServerStreamWriter<string> responses, ServerCallContext context)
    {
        await responses.WriteAsync("first");
        await Task.Delay(Timeout.Infinite, context.CancellationToken);
    }

    public override async Task Chat(IAsyncStreamReader<string> requests, IServerStreamWriter<string> responses, ServerCallContext context)
    {
        await foreach (var request in requests.ReadAllAsync(context.CancellationToken))
        {
            await responses.WriteAsync(request);
        }
    }

    public override async Task<string> Ask(string request, ServerCallContext context)
    {
        asked.Begun.SetResult();
        await asked.Answer.Task.WaitAsync(context.CancellationToken);
        return "done";
    }

    /// <summary>A call with one answer: that it has begun, and what it waits for.</summary>
    public sealed class Asked
    {
        public TaskCompletionSource Begun { get; } = new();

        public TaskCompletionSource Answer { get; } = new();
    }
}
