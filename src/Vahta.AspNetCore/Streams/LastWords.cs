using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;

namespace Vahta.AspNetCore.Streams;

/// <summary>
/// A client that was still sending when its stream was ended by us is given a moment to hear of that: where the connection is closed at once, it may take the end for a broken connection. Over HTTP/1.1 the server itself
/// reads to the end of what was sent.
/// </summary>
internal static class LastWords
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(250);

    /// <summary>Completes the answer, and waits until the client has ended its own part, or has reset it.</summary>
    public static async Task HearAsync(HttpContext context, CancellationToken isGone, TimeProvider time)
    {
        if (!HttpProtocol.IsHttp2(context.Request.Protocol) && !HttpProtocol.IsHttp3(context.Request.Protocol))
        {
            return;
        }

        await context.Response.CompleteAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var late = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, isGone);
        if (!await HasEndedAsync(context, either.Token))
        {
            await Task.Delay(s_patience, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // False where nobody may read any more, as where the handler's own reader was completed: then only a reset says that the client has heard.
    [SuppressMessage("Design", "CA1031", Justification = "Whatever the request ends with, there is nobody left to hear of it.")]
    private static async Task<bool> HasEndedAsync(HttpContext context, CancellationToken cancellationToken)
    {
        try
        {
            while (await context.Request.BodyReader.ReadAsync(cancellationToken) is { IsCompleted: false } read)
            {
                context.Request.BodyReader.AdvanceTo(read.Buffer.End);
            }

            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
        catch
        {
            return true;
        }
    }
}
