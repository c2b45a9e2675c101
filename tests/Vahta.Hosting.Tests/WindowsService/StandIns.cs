namespace System.ServiceProcess
{
    /// <summary>The part of Microsoft's class that is asked for.</summary>
    internal class ServiceBase
    {
        public const int AcceptsStop = 1;

        // As Microsoft's is called.
        private int _acceptedCommands = AcceptsStop;

        public bool CanShutdown { set => _acceptedCommands |= value ? 4 : 0; }

        public int ExitCode { get; set; } = -1;

        public int Accepts => _acceptedCommands;
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
