namespace Vahta.Tests.Harness;

/// <summary>
/// One test's world: virtual time, a loop that runs everything in a seeded order, options that put a dispatcher on both, a journal, and every
/// event that was told.
/// </summary>
internal sealed class Scenario
{
    private readonly List<string> _journal = [];
    private readonly List<LifecycleEvent> _events = [];

    private Scenario(int seed)
    {
        Loop = new(Time, seed);
        Options = new() { TimeProvider = Time, Scheduler = Loop };
    }

    public VirtualTime Time { get; } = new();

    public TestLoop Loop { get; }

    public DispatcherOptions Options { get; }

    /// <summary>What the test's own code noted, in order.</summary>
    public IReadOnlyList<string> Journal => _journal;

    /// <summary>Every event of dispatchers made by <see cref="Dispatcher"/>, in order, as far as the loop has come.</summary>
    public IReadOnlyList<LifecycleEvent> Events => _events;

    /// <summary>Runs a scenario in the order in which things were queued.</summary>
    public static void Run(Func<Scenario, Task> scenario) => Run(0, scenario);

    /// <summary>Runs a scenario in many orders; a failure names the seed that repeats it.</summary>
    public static void Explore(int seeds, Func<Scenario, Task> scenario)
    {
        for (var seed = 0; seed < seeds; seed++)
        {
            Run(seed, scenario);
        }
    }

    /// <summary>Runs a scenario in the order a seed gives.</summary>
    public static void Run(int seed, Func<Scenario, Task> scenario)
    {
        var world = new Scenario(seed);
        try
        {
            world.Loop.Run(() => scenario(world));
        }
        catch (Exception exception)
        {
            throw new ScenarioFailedException(seed, world, exception);
        }
    }

    /// <summary>A dispatcher on this world's time and loop whose events are kept.</summary>
    public Dispatcher Dispatcher(Action<DispatcherOptions>? configure = null)
    {
        configure?.Invoke(Options);
        var dispatcher = new Dispatcher(Options);
        _ = KeepAsync(dispatcher.Subscribe());
        return dispatcher;
    }

    public void Note(string what) => _journal.Add(what);

    /// <summary>A delay in virtual time.</summary>
    public Task Delay(double seconds, CancellationToken cancellationToken = default) =>
        Time.Delay(TimeSpan.FromSeconds(seconds), cancellationToken);

    /// <summary>A body that runs until its token fires, and notes when it begins and ends.</summary>
    public Func<CancellationToken, Task> Serves(string name) => async stopping =>
    {
        Note($"{name} up");
        await Time.Delay(Timeout.InfiniteTimeSpan, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Note($"{name} down");
    };

    /// <summary>A lifespan that notes its setup and its teardown, each of which may take some seconds.</summary>
    public Func<UnitContext, IAsyncEnumerable<string>> Holds(string name, double setup = 0, double teardown = 0)
    {
        return Iterator;

        async IAsyncEnumerable<string> Iterator(UnitContext unit)
        {
            await Delay(setup, unit.Stopping);
            Note($"{name} up");
            yield return name;
            await Delay(teardown);
            Note($"{name} down");
        }
    }

    /// <summary>The events of a kind so far.</summary>
    public IReadOnlyList<TEvent> Told<TEvent>(string? unit = null)
        where TEvent : LifecycleEvent =>
        [.. _events.OfType<TEvent>().Where(happened => unit is null || happened.Unit == unit)];

    private async Task KeepAsync(EventSubscription subscription)
    {
        await foreach (var happened in subscription)
        {
            _events.Add(happened);
        }
    }
}
