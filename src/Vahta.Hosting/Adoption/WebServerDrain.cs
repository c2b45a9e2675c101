using Microsoft.Extensions.Hosting;

namespace Vahta.Hosting.Adoption;

/// <summary>How a web server stops: readiness says no already, and it serves on for a while; then it takes nothing more, and finishes what is in flight.</summary>
internal static class WebServerDrain
{
    public static async Task StopAsync(IHostedService server, UnitContext context)
    {
        // Of a start that failed nobody has heard: nobody is to look elsewhere.
        var drain = context.DrainsFor;
        var delay = context.Dispatcher.WasReady ? context.DelayOf(drain) : TimeSpan.Zero;
        await Task.Delay(delay, context.TimeProvider, context.Aborting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        using var end = new CancellationTokenSource(drain - delay, context.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, context.Aborting);
        await server.StopAsync(either.Token);
    }
}
