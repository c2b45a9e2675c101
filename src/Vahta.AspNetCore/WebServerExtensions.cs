using Microsoft.AspNetCore.Hosting;

namespace Vahta;

/// <summary>The web server as a unit.</summary>
public static class WebServerExtensions
{
    private static readonly Type? s_service = typeof(WebHostBuilderExtensions).Assembly.GetType("Microsoft.AspNetCore.Hosting.GenericWebHostService");

    extension(Dispatcher dispatcher)
    {
        /// <summary>
        /// The unit of the application's web server, <c>web-server</c>, to give it a drain, a limit, or the words of every unit. It is there without being asked for, too: ready when it is bound, started after everything that does
        /// not come after it, and stopped before.
        /// </summary>
        /// <exception cref="InvalidOperationException">The dispatcher is stopping; or another unit has the name.</exception>
        public WebServer WebServer()
        {
            ArgumentNullException.ThrowIfNull(dispatcher);
            return Vahta.WebServer.In(dispatcher, s_service ?? throw new InvalidOperationException("This version of ASP.NET Core starts its web server in another way."));
        }
    }
}
