namespace Vahta.Hosting.Tests.Harness;

/// <summary>A lifetime that takes nothing from the process, and notes what it is told.</summary>
internal sealed class JournalledLifetime : IHostLifetime
{
    private readonly World _world;

    public JournalledLifetime(World world, IHostApplicationLifetime phases)
    {
        _world = world;
        phases.ApplicationStarted.Register(() => world.Note("application started"));
        phases.ApplicationStopping.Register(() => world.Note("application stopping"));
        phases.ApplicationStopped.Register(() => world.Note("application stopped"));
    }

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        _world.Note("lifetime waits for start");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _world.Note("lifetime stops");
        return Task.CompletedTask;
    }
}
