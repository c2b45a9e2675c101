using Vahta.Testing;

namespace Vahta.Hosting.Tests.Systemd;

/// <summary>What the units of the tests do.</summary>
internal static class Bodies
{
    extension(Simulation simulation)
    {
        /// <summary>Returns when a token has fired.</summary>
        public async Task Fires(CancellationToken token) =>
            await Task.Delay(Timeout.InfiniteTimeSpan, simulation.TimeProvider, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }
}
