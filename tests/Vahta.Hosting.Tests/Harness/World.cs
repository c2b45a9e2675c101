using Vahta.Testing;

namespace Vahta.Hosting.Tests.Harness;

/// <summary>One test's world: virtual time, a host's builder in it, and a journal of what the test's services noted.</summary>
internal sealed class World
{
    private readonly List<string> _journal = [];

    private World(Simulation simulation) => Simulation = simulation;

    public Simulation Simulation { get; }

    /// <summary>The dispatcher of the host that was adopted last; it outlives the container.</summary>
    public Dispatcher Dispatcher { get => field ?? throw new InvalidOperationException("Adopt a host first."); private set; }

    public TimeSpan Now => Simulation.Now;

    /// <summary>What the test's own code noted, in order.</summary>
    public IReadOnlyList<string> Journal => _journal;

    public static void Run(Func<World, Task> scenario) => Simulation.Run(simulation => scenario(new(simulation)));

    public static void Explore(int seeds, Func<World, Task> scenario) => Simulation.Explore(seeds, simulation => scenario(new(simulation)));

    /// <summary>A builder without anything, but for a lifetime that journals.</summary>
    public HostApplicationBuilder Builder()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton(this);
        builder.Services.AddSingleton<IHostLifetime, JournalledLifetime>();
        return builder;
    }

    /// <summary>Gives the host to a dispatcher that lives in this world.</summary>
    public IHost Adopt(HostApplicationBuilder builder, Action<Dispatcher>? configure = null, Action<DispatcherOptions>? options = null) =>
        builder.AddVahta(
            dispatcher =>
            {
                Dispatcher = dispatcher;
                configure?.Invoke(dispatcher);
            },
            own =>
            {
                Into(own);
                options?.Invoke(own);
            }).Build();

    /// <summary>Puts a dispatcher into this world.</summary>
    public void Into(DispatcherOptions options)
    {
        options.TimeProvider = Simulation.TimeProvider;
        options.Environment = Simulation.Options.Environment;
    }

    public void Note(string what)
    {
        _journal.Add(what);
        Simulation.Note(what);
    }

    public Task Delay(double seconds, CancellationToken cancellationToken = default) =>
        Task.Delay(seconds < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(seconds), Simulation.TimeProvider, cancellationToken);

    /// <summary>A lifespan that notes its setup and its teardown.</summary>
    public Func<UnitContext, IAsyncEnumerable<string>> Opens(string name)
    {
        return Iterator;

        async IAsyncEnumerable<string> Iterator(UnitContext unit)
        {
            await Delay(1, unit.Stopping);
            Note($"{name} up");
            yield return name;
            Note($"{name} down");
        }
    }

    public IReadOnlyList<TEvent> Told<TEvent>(string? unit = null)
        where TEvent : LifecycleEvent => Simulation.Trace.Of<TEvent>(unit);
}
