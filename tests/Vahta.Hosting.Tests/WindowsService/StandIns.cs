namespace System.ServiceProcess
{
    /// <summary>The part of Microsoft's class that is asked for.</summary>
    internal class ServiceBase
    {
        public int ExitCode { get; set; } = -1;
    }
}

namespace Microsoft.Extensions.Hosting.WindowsServices
{
    /// <summary>As Microsoft's, without Windows.</summary>
    internal class WindowsServiceLifetime : System.ServiceProcess.ServiceBase, IHostLifetime
    {
        public int ToldAtStop { get; private set; } = -1;

        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            ToldAtStop = ExitCode;
            return Task.CompletedTask;
        }
    }
}
