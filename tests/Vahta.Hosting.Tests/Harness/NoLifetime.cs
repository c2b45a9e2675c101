namespace Vahta.Hosting.Tests.Harness;

/// <summary>A lifetime for hosts in real time: takes nothing from the process.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
