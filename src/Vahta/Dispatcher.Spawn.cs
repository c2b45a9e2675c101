using Vahta.Pools;

namespace Vahta;

/// <content>Work that outlives whoever leaves it.</content>
public sealed partial class Dispatcher
{
    /// <summary>
    /// Leaves work with the dispatcher, to be begun when there is a worker for it, if there is room; never waits. It runs on the pool <c>spawned</c>, which is made when first needed and drained at the stop,
    /// before any lifespan goes down. Before units are started, and from the announcement of the stop on, the answer is no; in a web application from when its server has stopped, so that what is in flight can still
    /// leave work. See <see cref="DispatcherOptions.Spawned"/>.
    /// </summary>
    /// <param name="name">What it is called where it is told of.</param>
    /// <param name="work">The work. Its token fires when the pool's time is up, and not when the caller's does.</param>
    /// <exception cref="InvalidOperationException">There is a unit called <c>spawned</c> that is not this pool.</exception>
    public bool TrySpawn(string name, Func<CancellationToken, Task> work) => _spawning.Body?.TryPost(Spawned(name, work)) ?? false;

    /// <summary>As <see cref="TrySpawn"/>, and waits for room where there is none; returns once the work is accepted, and does not wait for it.</summary>
    /// <param name="name">What it is called where it is told of.</param>
    /// <param name="work">The work. Its token fires when the pool's time is up, and not when the caller's does.</param>
    /// <param name="cancellationToken">Ends the waiting, and then nothing is left behind.</param>
    /// <exception cref="InvalidOperationException">The dispatcher is not running, or is stopping; or there is a unit called <c>spawned</c> that is not this pool. Nothing was called.</exception>
    /// <exception cref="OperationCanceledException">The waiting was ended.</exception>
    public ValueTask SpawnAsync(string name, Func<CancellationToken, Task> work, CancellationToken cancellationToken = default)
    {
        var spawned = Spawned(name, work);
        return _spawning.Body is { } pool
            ? pool.PostAsync(spawned, cancellationToken)
            : throw new InvalidOperationException($"Work '{name}' cannot be spawned: the dispatcher is {State}. Spawn while it is Starting or Running, or ask with TrySpawn.");
    }

    private static SpawnedWork Spawned(string name, Func<CancellationToken, Task> work)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(work);
        return new(name, work);
    }
}
