using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Vahta;
using Vahta.AspNetCore.Traffic;

namespace Microsoft.AspNetCore.Http;

/// <summary>What a request can know of its application's end.</summary>
public static class VahtaRequestExtensions
{
    extension(HttpContext context)
    {
        /// <summary>
        /// The application is about to stop; the request may go on, and finish what it does. A WebSocket's handler that has asked for this token has half a second from there to say its own goodbye, before the
        /// client is sent 1001. <see cref="HttpContext.RequestAborted"/> is the last word: it fires when a stream is told, when the client leaves, or when the drain is over.
        /// </summary>
        /// <exception cref="InvalidOperationException">The application has no dispatcher.</exception>
        public CancellationToken Ending
        {
            get
            {
                ArgumentNullException.ThrowIfNull(context);
                if (context.Features.Get<IHttpRequestLifetimeFeature>() is RequestInFlight request)
                {
                    request.IsAttentive = true;
                }

                return context.RequestServices.GetRequiredService<Dispatcher>().Stopping;
            }
        }
    }
}
