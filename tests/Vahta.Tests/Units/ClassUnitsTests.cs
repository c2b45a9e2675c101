using Microsoft.Extensions.DependencyInjection;

namespace Vahta.Tests.Units;

public sealed class ClassUnitsTests
{
    [Theory]
    [InlineData(Entry.StartAsync)]
    [InlineData(Entry.RunAsync)]
    public void A_class_needs_no_container(Entry entry) => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddLifespan("journal", _ => Task.FromResult(new Journal(world)));
        dispatcher.AddTask<Worker>("worker").After("journal");
        dispatcher.AddJob<Chore>("chore").After("journal");

        var report = await dispatcher.LiveAsync(entry);

        Assert.Equal(0, report.ExitCode);
        Assert.Equal(["chore of 1", "worker disposed", "worker down", "worker up"], world.Journal.Order());
        Assert.True(world.Journal.ToList().IndexOf("worker down") < world.Journal.ToList().IndexOf("worker disposed"));
    });

    [Fact]
    public void A_class_and_what_it_asks_for_come_from_a_scope_that_ends_with_the_run() => Scenario.Explore(50, async world =>
    {
        await using var container = new ServiceCollection()
            .AddSingleton(world)
            .AddScoped<Session>()
            .AddScoped<Scoped>()
            .BuildServiceProvider(validateScopes: true);
        var dispatcher = world.Dispatcher(options => options.Services = container);
        dispatcher.AddTask<Scoped>("one");
        dispatcher.AddTask<Scoped>("two").After("one");

        await dispatcher.StartAsync();
        Assert.Equal(["one in session 1", "one up", "two in session 2", "two up"], world.Journal);
        await dispatcher.StopAsync();

        Assert.Equal(["two down", "session 2 closed", "one down", "session 1 closed"], world.Journal.Skip(4));
    });

    [Fact]
    public void A_class_the_container_does_not_know_is_made_with_its_services_and_disposed_once() => Scenario.Explore(50, async world =>
    {
        await using var container = new ServiceCollection().AddSingleton(new Journal(world)).BuildServiceProvider();
        var dispatcher = world.Dispatcher(options => options.Services = container);
        dispatcher.AddTask<Worker>("worker");

        await dispatcher.LiveAsync(Entry.StartAsync);

        Assert.Equal(["worker up", "worker down", "worker disposed"], world.Journal);
    });

    [Fact]
    public void A_class_gets_a_fresh_instance_and_scope_for_each_run() => Scenario.Explore(50, async world =>
    {
        await using var container = new ServiceCollection().AddSingleton(world).AddScoped<Session>().BuildServiceProvider();
        var dispatcher = world.Dispatcher(options => options.Services = container);
        var unit = dispatcher.AddTask<Scoped>("one");

        await dispatcher.StartAsync();
        await dispatcher.StopAsync(unit);
        await dispatcher.StartAsync(unit);
        await dispatcher.StopAsync();

        Assert.Equal(
            ["one in session 1", "one up", "one down", "session 1 closed", "one in session 2", "one up", "one down", "session 2 closed"],
            world.Journal);
    });

    [Fact]
    public void A_class_asks_for_its_dispatcher_context_and_lifespans_without_a_container() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("journal", _ => Task.FromResult(new Journal(world)));
        dispatcher.AddJob<Curious>("curious").After("journal");

        await dispatcher.StartAsync();

        Assert.Equal(["curious True"], world.Journal);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void A_class_whose_services_are_missing_fails_and_says_which() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask<Worker>("worker");

        var thrown = await Thrown.By<InvalidOperationException>(dispatcher.StartAsync());

        Assert.Contains(nameof(Journal), thrown.Message);
        Assert.Equal(UnitState.Failed, dispatcher["worker"].State);
    });

    // A scope opened after the run's end would never be closed.
    [Fact]
    public void A_provider_kept_beyond_the_runs_end_opens_no_scope() => Scenario.Run(async world =>
    {
        await using var container = new ServiceCollection().AddSingleton(world).AddScoped<Session>().BuildServiceProvider();
        var dispatcher = world.Dispatcher(options => options.Services = container);
        IServiceProvider? kept = null;
        dispatcher.AddTask("keeper", async (unit, stopping) =>
        {
            kept = unit.Services;
            await stopping;
        });
        await dispatcher.StartAsync();
        await dispatcher.StopAsync();

        var thrown = Assert.Throws<InvalidOperationException>(() => kept!.GetService(typeof(Session)));

        Assert.Equal("Unit 'keeper' has ended its run 1, and its scope is closed. Resolve services while it runs.", thrown.Message);
    });

    [Fact]
    public void A_failing_disposal_of_the_scope_is_the_units_failure() => Scenario.Explore(20, async world =>
    {
        await using var container = new ServiceCollection().AddScoped<Fragile>().BuildServiceProvider();
        var dispatcher = world.Dispatcher(options => options.Services = container);
        dispatcher.AddJob("user", (unit, _) =>
        {
            unit.Services.GetRequiredService<Fragile>();
            return Task.CompletedTask;
        });

        Assert.Equal("fragile", (await Thrown.By<IOException>(dispatcher.StartAsync())).Message);
    });

    [Fact]
    public void Without_a_container_there_are_no_services_but_our_own() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddJob("asker", (unit, _) =>
        {
            Assert.Null(unit.Services.GetService(typeof(Session)));
            Assert.Same(unit, unit.Services.GetService(typeof(UnitContext)));
            Assert.Same(dispatcher, unit.Services.GetService(typeof(Dispatcher)));
            world.Note("asked");
            return Task.CompletedTask;
        });

        await dispatcher.LiveAsync(Entry.StartAsync);

        Assert.Equal(["asked"], world.Journal);
    });

    private sealed record Journal(Scenario World);

    private sealed class Worker(Lifespan<Journal>? lifespan = null, Journal? journal = null) : IUnit, IAsyncDisposable
    {
        private readonly Scenario _world = (journal ?? lifespan?.Value ?? throw new InvalidOperationException($"no {nameof(Journal)}")).World;

        public Task RunAsync(UnitContext unit, CancellationToken stopping) => _world.Serves(unit.Name)(stopping);

        public ValueTask DisposeAsync()
        {
            _world.Note("worker disposed");
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Chore(Lifespan<Journal> journal) : IUnit
    {
        public Task RunAsync(UnitContext unit, CancellationToken stopping)
        {
            journal.Value.World.Note($"{unit.Name} of {unit.Run}");
            return Task.CompletedTask;
        }
    }

    private sealed class Curious(Dispatcher dispatcher, UnitContext context, Lifespan<Journal> journal) : IUnit
    {
        public Task RunAsync(UnitContext unit, CancellationToken stopping)
        {
            journal.Value.World.Note($"curious {unit == context && unit.Dispatcher == dispatcher}");
            return Task.CompletedTask;
        }
    }

    private sealed class Session : IAsyncDisposable
    {
        private readonly Scenario _world;
        private readonly int _number;

        public Session(Scenario world)
        {
            _world = world;
            _number = 1 + world.Journal.Count(noted => noted.Contains(" in session "));
        }

        public override string ToString() => $"session {_number}";

        public ValueTask DisposeAsync()
        {
            _world.Note($"{this} closed");
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Scoped(Scenario world, Session session, IServiceProvider services) : IUnit
    {
        public async Task RunAsync(UnitContext unit, CancellationToken stopping)
        {
            Assert.Same(session, services.GetRequiredService<Session>());
            Assert.Same(session, unit.Services.GetRequiredService<Session>());
            world.Note($"{unit.Name} in {session}");
            await world.Serves(unit.Name)(stopping);
        }
    }

    private sealed class Fragile : IDisposable
    {
        public void Dispose() => throw new IOException("fragile");
    }
}
