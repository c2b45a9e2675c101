using Autofac.Extensions.DependencyInjection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Vahta.Hosting.Tests.Adoption;

/// <summary>Units of the program's own beside the services of its host, and what either may ask of the other.</summary>
public sealed class OwnUnitsTests
{
    [Fact]
    public void A_service_comes_after_a_unit_it_names_and_goes_before_it() => World.Explore(20, async world =>
    {
        var builder = world.Builder();
        builder.Services.AddHostedService<First>();
        builder.Services.AddHostedService<Second>();
        using var host = world.Adopt(builder, dispatcher =>
        {
            dispatcher.Hosted<First>().After("database");
            dispatcher.AddLifespan("database", world.Opens("database"));
        });

        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(
            ["database up", "First starts", "Second starts", "Second stops", "First stops", "database down"],
            world.Journal.Where(static note => note.EndsWith('s') && char.IsUpper(note[0]) || note.StartsWith("database", StringComparison.Ordinal)));
    });

    [Fact]
    public void An_order_that_contradicts_the_registration_gives_way_to_After() => World.Explore(20, async world =>
    {
        var builder = world.Builder();
        builder.Services.AddHostedService<First>();
        builder.Services.AddHostedService<Second>();
        builder.Services.AddHostedService<Third>();
        using var host = world.Adopt(builder, static dispatcher => dispatcher.Hosted<First>().After(dispatcher.Hosted<Third>()));

        await host.StartAsync();

        Assert.Equal(["Second starts", "Third starts", "First starts"], world.Journal.Where(static note => note.EndsWith(" starts", StringComparison.Ordinal)));
        await host.StopAsync();
    });

    [Fact]
    public void Lifespans_pools_and_the_dispatcher_are_injected_into_services() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Services.AddHostedService<Asking>();
        using var host = world.Adopt(builder, dispatcher =>
        {
            dispatcher.AddLifespan("database", world.Opens("database"));
            dispatcher.AddPool<int>("mails", (_, _) => Task.CompletedTask);
            dispatcher.AddPool<int>("orders", (_, _) => Task.CompletedTask);
            dispatcher.Hosted<Asking>().After("database").After("mails");
        });

        await host.StartAsync();

        Assert.Contains("asking database, mails, True", world.Journal);
        await host.StopAsync();
    });

    [Fact]
    public void What_is_declared_in_several_calls_is_injected_by_type_only_while_it_is_alone() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.AddVahta(static dispatcher => dispatcher.AddPool<int>("mails", (_, _) => Task.CompletedTask), world.Into);
        var alone = builder.Services.BuildServiceProvider().GetService<Pool<int>>();
        builder.AddVahta(static dispatcher => dispatcher.AddPool<int>("orders", (_, _) => Task.CompletedTask));
        builder.AddVahta(static dispatcher => dispatcher.AddPool<int>("bills", (_, _) => Task.CompletedTask));

        var services = builder.Services.BuildServiceProvider();

        Assert.Equal("mails", alone?.Name);
        var told = Assert.Throws<InvalidOperationException>(() => services.GetService<Pool<int>>()).Message;
        Assert.All(["mails", "orders", "bills"], name => Assert.Contains($"'{name}'", told));
        Assert.Equal(["mails", "orders", "bills"], new[] { "mails", "orders", "bills" }.Select(name => services.GetRequiredKeyedService<Pool<int>>(name).Name));
        await Task.CompletedTask;
    });

    [Fact]
    public void Units_written_as_classes_come_from_the_container_in_a_scope_for_each_run() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Services.AddScoped<Counted>();
        using var host = world.Adopt(builder, static dispatcher => dispatcher.AddTask<Counting>("counting").Restarts(RestartPolicy.Always));
        await host.StartAsync();

        await world.Delay(3);
        await host.StopAsync();

        Assert.True(world.Journal.Count(static note => note == "counted down") > 1);
        Assert.Equal(world.Journal.Count(static note => note == "counted up"), world.Journal.Count(static note => note == "counted down"));
    });

    [Fact]
    public void A_unit_declared_of_a_base_class_is_of_the_first_that_has_none_of_its_own_class() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Services.AddHostedService<First>();
        builder.Services.AddHostedService<Second>();
        builder.Services.AddHostedService<Third>();
        using var host = world.Adopt(builder, static dispatcher =>
        {
            dispatcher.Hosted<Noting>("any");
            dispatcher.Hosted<First>();
            dispatcher.Hosted<Noting>("another");
        });

        await host.StartAsync();

        Assert.Equal(["First", "any", "another"], world.Told<UnitReady>().Select(static ready => ready.Unit));
        await host.StopAsync();
    });

    [Fact]
    public void Whatever_the_container_its_services_are_adopted() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.ConfigureContainer(new AutofacServiceProviderFactory());
        builder.Services.AddHostedService<First>();
        builder.Services.AddHostedService<Second>();
        using var host = world.Adopt(builder);

        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(["First starts", "Second starts", "Second stops", "First stops"], world.Journal.Where(static note => note.EndsWith('s') && char.IsUpper(note[0])));
    });

    [Fact]
    public void The_older_builder_of_a_host_adopts_too() => World.Run(async world =>
    {
        var builder = new HostBuilder()
            .UseVahta(static dispatcher => dispatcher.Hosted<First>().StopWithin(TimeSpan.FromSeconds(1)), world.Into)
            .ConfigureServices((_, services) => services.AddSingleton(world).AddSingleton<IHostLifetime, JournalledLifetime>().AddHostedService<First>());
        using var host = builder.Build();

        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(["First starts", "First stops"], world.Journal.Where(static note => note.EndsWith('s') && char.IsUpper(note[0])));
    });

    [Fact]
    public void Asked_again_it_is_the_same_dispatcher() => World.Run(async world =>
    {
        var builder = world.Builder();
        var seen = new List<Dispatcher>();
        builder.AddVahta(seen.Add, world.Into).AddVahta(seen.Add);
        using var host = builder.Build();

        await host.StartAsync();

        Assert.Equal([seen[0], seen[0], seen[0]], [.. seen, host.Services.GetRequiredService<Dispatcher>()]);
        await host.StopAsync();
    });

    [Fact]
    public void N14_options_are_validated_before_anything_starts() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Services.AddOptions<Checked>().Validate(static _ => false, "checked and refused").ValidateOnStart();
        builder.Services.AddHostedService<First>();
        using var host = world.Adopt(builder);

        var thrown = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Contains("checked and refused", thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("First starts", world.Journal);
    });

    [Fact]
    public void N14_a_service_that_fails_after_the_start_has_failed_it() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Services.AddHostedService<First>();
        builder.Services.AddHostedService<FailsOnceStarted>();
        using var host = world.Adopt(builder);

        await Assert.ThrowsAsync<IOException>(() => host.StartAsync());

        Assert.Contains("First stops", world.Journal);
    });

    [Fact]
    public void A_mistake_in_the_definition_is_told_before_anything_starts() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Services.AddHostedService<First>();
        using var host = world.Adopt(builder, static dispatcher => dispatcher.Hosted<First>().After("databse"));

        var thrown = await Assert.ThrowsAsync<DispatcherConfigurationException>(() => host.StartAsync());

        Assert.Contains("'databse'", Assert.Single(thrown.Mistakes), StringComparison.Ordinal);
        Assert.DoesNotContain("First starts", world.Journal);
    });

    [Fact]
    public void Configuration_beats_code_for_units_and_dispatcher_alike() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Configuration.AddInMemoryCollection([new("Vahta:StopBudget", "20s"), new("Vahta:EndWhenDone", "true"), new("Vahta:Units:First:StopWithin", "2s")]);
        builder.Services.AddHostedService<First>();
        using var host = world.Adopt(builder, static dispatcher => dispatcher.Hosted<First>().StopWithin(TimeSpan.FromSeconds(9)));

        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(TimeSpan.FromSeconds(2), Assert.Single(world.Told<UnitStopping>()).Grace);
        Assert.Equal(TimeSpan.FromSeconds(20), Assert.Single(world.Told<StopAnnounced>()).Budget);
    });

    [Fact]
    public void All_mistakes_of_a_configuration_are_told_before_anything_starts() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Configuration.AddInMemoryCollection([new("Vahta:StopBudget", "3"), new("Vahta:Units:Frist:StopWithin", "2s"), new("Vahta:Units:First:StopWithn", "2s"), new("Vahta:Units:Second", "5s")]);
        builder.Services.AddHostedService<Second>();
        builder.Services.AddHostedService<First>();
        using var host = world.Adopt(builder);

        var thrown = await Assert.ThrowsAsync<DispatcherConfigurationException>(() => host.StartAsync());

        Assert.Equal(4, thrown.Mistakes.Count);
        Assert.Contains(thrown.Mistakes, static mistake => mistake.StartsWith("Vahta:Units:Second is '5s'", StringComparison.Ordinal));
        Assert.DoesNotContain("First starts", world.Journal);
    });

    [Fact]
    public void Mistakes_of_a_configuration_and_of_the_graph_are_told_together() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Configuration.AddInMemoryCollection([new("Vahta:Units:Frist:StopWithin", "2s"), new("Vahta:Units:First:StopWithin", "5")]);
        builder.Services.AddHostedService<First>();
        builder.Services.AddHostedService<Second>();
        builder.Services.AddHostedService<Third>();
        using var host = world.Adopt(builder, static dispatcher =>
        {
            dispatcher.Hosted<First>().After("databse");
            dispatcher.Hosted<Second>().After(dispatcher.Hosted<Third>().After("Second"));
        });

        var thrown = await Assert.ThrowsAsync<DispatcherConfigurationException>(() => host.StartAsync());

        Assert.Equal(4, thrown.Mistakes.Count);
        foreach (var mistake in new[] { "Vahta:Units:Frist is about", "Vahta:Units:First:StopWithin is '5'", "'databse', which does not exist", "Second -> Third -> Second" })
        {
            Assert.Contains(mistake, thrown.Message, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("First starts", world.Journal);
    });

    [Fact]
    public void What_the_dispatcher_was_made_with_cannot_be_said_again_and_what_counts_at_the_start_can() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.AddVahta(null, world.Into);

        var thrown = Assert.Throws<InvalidOperationException>(() => builder.AddVahta(null, static options => (options.TimeProvider, options.Environment) = (TimeProvider.System, null)));

        Assert.Equal("TimeProvider, Environment: the dispatcher was made by the first AddVahta or UseVahta of this host, and their value counts from there. Say it in the options of that call.", thrown.Message);
        await Task.CompletedTask;
    });

    [Fact]
    public void What_counts_at_the_start_can_be_said_until_then() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Services.AddHostedService<First>();
        builder.AddVahta(null, world.Into);
        builder.AddVahta(null, static options => options.StopBudget = TimeSpan.FromSeconds(3));
        using var host = builder.AddVahta(null, static options => options.StopBudget = TimeSpan.FromSeconds(7)).Build();

        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(TimeSpan.FromSeconds(7), Assert.Single(world.Told<StopAnnounced>()).Budget);
    });

    [Fact]
    public void A_hosted_service_runs_in_a_dispatcher_without_a_host() => World.Run(async world =>
    {
        var options = new DispatcherOptions { Services = new ServiceCollection().AddSingleton(world).BuildServiceProvider() };
        world.Into(options);
        var dispatcher = new Dispatcher(options);
        dispatcher.Hosted<Phased>();

        await dispatcher.StartAsync();
        await dispatcher.StopAsync();

        Assert.Equal(["Phased starting", "Phased starts", "Phased started", "Phased stopping", "Phased stops", "Phased stopped", "Phased disposed"], world.Journal);
    });

    private sealed class Checked;

    private sealed class FailsOnceStarted : IHostedLifecycleService
    {
        public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => throw new IOException("too late");

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Asking(World world, Dispatcher dispatcher, Lifespan<string> database, [FromKeyedServices("mails")] Pool<int> mails) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            world.Note($"asking {database.Value}, {mails.Name}, {dispatcher == world.Dispatcher}");
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Counted : IDisposable
    {
        private readonly World _world;

        public Counted(World world)
        {
            _world = world;
            world.Note("counted up");
        }

        public void Dispose() => _world.Note("counted down");
    }

    private sealed class Counting(World world, Counted counted) : IUnit
    {
        public async Task RunAsync(UnitContext unit, CancellationToken stopping)
        {
            GC.KeepAlive(counted);
            await world.Delay(0.5, stopping);
        }
    }
}
