namespace Vahta.Hosting.Tests.Adoption;

/// <summary>What the units of hosted services are called, and what several of a type are.</summary>
public sealed class NamesTests
{
    [Fact]
    public void N10_two_services_of_the_same_type_run_under_two_names() => World.Explore(10, async world =>
    {
        var builder = world.Builder();
        builder.Services.AddHostedService<First>();
        builder.Services.AddHostedService<First>();
        using var host = world.Adopt(builder, static dispatcher =>
        {
            dispatcher.Hosted<First>("north");
            dispatcher.Hosted<First>("south");
        });

        await host.StartAsync();

        Assert.Equal((2, UnitState.Running, UnitState.Running), (world.Journal.Count(static note => note == "First starts"), world.Dispatcher["north"].State, world.Dispatcher["south"].State));
        await host.StopAsync();
        Assert.Equal(2, world.Journal.Count(static note => note == "First stops"));
    });

    [Fact]
    public void N10_keyed_services_run_under_their_keys() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Services.AddKeyedSingleton("north", (_, key) => new Named(world, $"{key}"));
        builder.Services.AddKeyedSingleton("south", (_, key) => new Named(world, $"{key}"));
        using var host = world.Adopt(builder, static dispatcher =>
        {
            dispatcher.Hosted<Named>("north");
            dispatcher.Hosted<Named>("south");
        });

        await host.StartAsync();

        Assert.Equal(["north starts", "south starts"], world.Journal.Where(static note => note.EndsWith(" starts", StringComparison.Ordinal)).Order());
        await host.StopAsync();
    });

    [Fact]
    public void Services_of_one_type_that_a_factory_made_have_names_of_their_own() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Services.AddSingleton<IHostedService>(new Named(world, "one"));
        builder.Services.AddSingleton<IHostedService>(new Named(world, "two"));
        using var host = world.Adopt(builder);

        await host.StartAsync();

        Assert.Equal(["Named", "Named-2"], world.Dispatcher.Snapshot().Units.Select(static unit => unit.Name));
        await host.StopAsync();
    });

    [Fact]
    public void A_unit_is_called_as_its_type_with_a_hyphen_for_each_character_that_a_name_cannot_have() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Services.AddHostedService<Заказы>();
        builder.Services.AddHostedService<Größe<Ärger>>();
        using var host = world.Adopt(builder, static dispatcher => dispatcher.Hosted<Заказы>().After("Gr--e--rger"));

        await host.StartAsync();

        Assert.Equal(["------", "Gr--e--rger"], world.Dispatcher.Snapshot().Units.Select(static unit => unit.Name).Order(StringComparer.Ordinal));
        await host.StopAsync();
    });

    [Fact]
    public void A_name_that_another_kind_of_unit_has_is_refused() => World.Run(world =>
    {
        var dispatcher = new Dispatcher();
        dispatcher.AddJob("First", _ => Task.CompletedTask);

        var thrown = Assert.Throws<InvalidOperationException>(() => dispatcher.Hosted<First>());

        Assert.Contains("'First'", thrown.Message, StringComparison.Ordinal);
        return Task.CompletedTask;
    });

    private sealed class Ärger;

    private class Idle : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Заказы : Idle;

    private sealed class Größe<T> : Idle;

    private sealed class Named(World world, string name) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            world.Note($"{name} starts");
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
