using Microsoft.AspNetCore.Http;

namespace Vahta.AspNetCore.Streams;

/// <summary>
/// What lasts as long as its client likes is told when the stop is announced, so that it holds nobody up. It ends as if its client had left, but the client sees a proper end.
/// </summary>
internal sealed class StreamEnd(Dispatcher dispatcher, RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (!IsStream(context))
        {
            await next(context);
            return;
        }

        var aborted = context.RequestAborted;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(aborted, dispatcher.Stopping);
        context.RequestAborted = either.Token;
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested && !aborted.IsCancellationRequested)
        {
            // It was told to end, and did.
        }
        finally
        {
            context.RequestAborted = aborted;
        }
    }

    private static bool IsStream(HttpContext context) =>
        context.WebSockets.IsWebSocketRequest || context.Request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.OrdinalIgnoreCase);
}
