using Vahta.Testing;

namespace Vahta.Tests.Harness;

/// <summary>One test's world: a simulation, and a journal of what the test's own code noted.</summary>
internal sealed class Scenario
{
    private readonly List<string> _journal = [];

    private Scenario(Simulation simulation)
    {
        Simulation = simulation;
        Options.LoggerFactory = null;
    }

    public Simulation Simulation { get; }

    public TimeProvider Time => Simulation.TimeProvider;

    public TimeSpan Now => Simulation.Now;

    public DispatcherOptions Options => Simulation.Options;

    /// <summary>What the test's own code noted, in order.</summary>
    public IReadOnlyList<string> Journal => _journal;

    /// <summary>Every event so far, in order.</summary>
    public IReadOnlyList<LifecycleEvent> Events => Simulation.Trace.Events;

    /// <summary>Runs a scenario in the order in which things were queued.</summary>
    public static void Run(Func<Scenario, Task> scenario) => Run(0, scenario);

    /// <summary>Runs a scenario in the order a seed gives.</summary>
    public static void Run(int seed, Func<Scenario, Task> scenario) => Simulation.Run(simulation => scenario(new(simulation)), seed);

    /// <summary>Runs a scenario in many orders; a failure names the seed that repeats it.</summary>
    public static void Explore(int seeds, Func<Scenario, Task> scenario) => Simulation.Explore(seeds, simulation => scenario(new(simulation)));

    /// <summary>A dispatcher in this world.</summary>
    public Dispatcher Dispatcher(Action<DispatcherOptions>? configure = null)
    {
        configure?.Invoke(Options);
        return new(Options);
    }

    public void Note(string what)
    {
        _journal.Add(what);
        Simulation.Note(what);
    }

    /// <summary>A delay in virtual time.</summary>
    public Task Delay(double seconds, CancellationToken cancellationToken = default) =>
        Task.Delay(TimeSpan.FromSeconds(seconds), Time, cancellationToken);

    /// <summary>A body that runs until its token fires, and notes when it begins and ends.</summary>
    public Func<CancellationToken, Task> Serves(string name) => async stopping =>
    {
        Note($"{name} up");
        await Task.Delay(Timeout.InfiniteTimeSpan, Time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
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
        where TEvent : LifecycleEvent => Simulation.Trace.Of<TEvent>(unit);
}
