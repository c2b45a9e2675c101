using Vahta.AspNetCore.Probes;

namespace Vahta;

/// <summary>Probes without a web application, or beside it.</summary>
public static class ProbeExtensions
{
    extension(Dispatcher dispatcher)
    {
        /// <summary>
        /// Serves the probes <c>live</c>, <c>ready</c> and <c>startup</c> on an address of their own, from before the first unit starts until after the last has stopped: the start is answered for while it goes on, and liveness
        /// to the very end, when the application's own port has long been closed. Also where the application has no web server. Returns the dispatcher.
        /// </summary>
        /// <param name="url">The address, e.g. <c>http://*:8081</c>, without TLS. That it cannot be bound fails the start.</param>
        /// <param name="prefix">What stands before their names. Default <c>/health</c>.</param>
        /// <exception cref="InvalidOperationException">The dispatcher has been started.</exception>
        public Dispatcher ServeProbes(string url, string prefix = "/health")
        {
            ArgumentNullException.ThrowIfNull(dispatcher);
            ArgumentNullException.ThrowIfNull(url);
            var server = new ProbeServer(dispatcher, url, prefix);
            return dispatcher.OnStarting(server.StartAsync).OnStopped(server.EndAsync);
        }
    }
}
