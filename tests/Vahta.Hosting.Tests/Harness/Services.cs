namespace Vahta.Hosting.Tests.Harness;

/// <summary>A hosted service that notes its start, its stop and its disposal.</summary>
internal class Noting(World world) : IHostedService, IDisposable
{
    protected string Name => GetType().Name;

    protected World World => world;

    public virtual Task StartAsync(CancellationToken cancellationToken)
    {
        world.Note($"{Name} starts");
        return Task.CompletedTask;
    }

    public virtual Task StopAsync(CancellationToken cancellationToken)
    {
        world.Note($"{Name} stops");
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        world.Note($"{Name} disposed");
        GC.SuppressFinalize(this);
    }
}

internal sealed class First(World world) : Noting(world);

internal sealed class Second(World world) : Noting(world);

internal sealed class Third(World world) : Noting(world);

/// <summary>Fails to start.</summary>
internal sealed class Broken(World world) : Noting(world)
{
    public override Task StartAsync(CancellationToken cancellationToken) => throw new IOException("broken");
}

/// <summary>Wants to know of every phase.</summary>
internal sealed class Phased(World world) : Noting(world), IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Noted("starting");

    public Task StartedAsync(CancellationToken cancellationToken) => Noted("started");

    public Task StoppingAsync(CancellationToken cancellationToken) => Noted("stopping");

    public Task StoppedAsync(CancellationToken cancellationToken) => Noted("stopped");

    private Task Noted(string phase)
    {
        World.Note($"{Name} {phase}");
        return Task.CompletedTask;
    }
}

/// <summary>What a background service does, told by the test.</summary>
internal sealed record Script(Func<World, CancellationToken, Task> Execute);

/// <summary>A background service that leaves its start and its stop to the base class.</summary>
internal sealed class Worker(World world, Script script) : BackgroundService
{
    private static int s_made;

    public int Number { get; } = Interlocked.Increment(ref s_made);

    public override void Dispose()
    {
        world.Note("Worker disposed");
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        world.Note("Worker executes");
        return script.Execute(world, stoppingToken);
    }
}

/// <summary>Does something when it is stopped.</summary>
internal sealed class Ends(Action stopped) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        stopped();
    }
}
