namespace Vahta.Hosting.Tests.Adoption;

/// <summary>Whose an instance of a service is that runs again, and who disposes of it, once: its run, where it was made for that; the container, where it is the container's.</summary>
public sealed class InstancesTests
{
    [Fact]
    public void An_instance_that_a_factory_made_is_disposed_of_once_with_its_run_and_the_first_with_the_container() => Restarted(
        static services => services.AddSingleton<IHostedService>(static services => new Counted(services.GetRequiredService<World>(), services.GetRequiredService<Numbers>())),
        made: 3,
        atStop: ["2 disposed", "3 disposed"],
        atEnd: ["1 disposed"]);

    [Fact]
    public void An_instance_that_was_registered_by_its_class_is_disposed_of_once_with_its_run_and_the_first_with_the_container() => Restarted(
        static services => services.AddHostedService<Counted>(),
        made: 3,
        atStop: ["2 disposed", "3 disposed"],
        atEnd: ["1 disposed"]);

    [Fact]
    public void An_instance_that_the_application_made_runs_again_and_is_disposed_of_by_nobody() => Restarted(
        static (services, world) => services.AddSingleton<IHostedService>(new Counted(world, new())),
        made: 0,
        atStop: [],
        atEnd: []);

    [Fact]
    public void One_that_a_factory_keeps_is_disposed_of_by_the_container_alone() => Restarted(
        static (services, world) =>
        {
            var kept = new Counted(world, new());
            services.AddSingleton<IHostedService>(_ => kept);
        },
        made: 0,
        atStop: [],
        atEnd: ["1 disposed"]);

    [Theory]
    [InlineData("by type")]
    [InlineData("keyed")]
    [InlineData("of several")]
    [InlineData("by another provider")]
    public void What_a_factory_has_from_the_container_is_disposed_of_by_that_alone(string way) => Restarted(
        services =>
        {
            services.AddSingleton<Counted>();
            services.AddKeyedSingleton("key", static (services, _) => services.GetRequiredService<Counted>());
            services.AddSingleton<IHostedService>(services => way switch
            {
                "by type" => services.GetRequiredService<Counted>(),
                "keyed" => services.GetRequiredKeyedService<Counted>("key"),
                "of several" => services.GetServices<Counted>().Single(),
                _ => services.GetRequiredService<IServiceProvider>().GetRequiredService<Counted>(),
            });
        },
        made: 1,
        atStop: [],
        atEnd: ["1 disposed"]);

    [Fact]
    public void One_of_a_runs_own_scope_is_disposed_of_once_with_that() => Restarted(
        static services => services.AddScoped<Counted>().AddSingleton<IHostedService>(static services => services.GetRequiredService<Counted>()),
        made: 3,
        atStop: ["2 disposed", "3 disposed"],
        atEnd: ["1 disposed"]);

    [Fact]
    public void One_of_a_scope_that_the_factory_makes_is_that_scopes_to_dispose_of() => Restarted(
        static services => services.AddScoped<Counted>().AddSingleton<IHostedService>(static services => services.CreateScope().ServiceProvider.GetRequiredService<Counted>()),
        made: 3,
        atStop: [],
        atEnd: ["1 disposed"]);

    [Fact]
    public void One_whose_start_fails_is_disposed_of_all_the_same() => World.Explore(10, async world =>
    {
        var builder = world.Builder();
        builder.Services.AddSingleton<Numbers>();
        builder.Services.AddSingleton<IHostedService>(services => new Failing(world, services.GetRequiredService<Numbers>()));
        using (var host = world.Adopt(builder, static dispatcher => dispatcher.Hosted<Failing>().Restarts(RestartPolicy.OnFailure with { AlsoAtStart = true, MaxRestarts = 2 })))
        {
            await Assert.ThrowsAsync<IOException>(() => host.StartAsync());
            Assert.Equal(["2 disposed", "3 disposed"], world.Journal.Where(IsDisposal));
        }

        Assert.Equal(["2 disposed", "3 disposed", "1 disposed"], world.Journal.Where(IsDisposal));
    });

    private static void Restarted(Action<IServiceCollection> register, int made, string[] atStop, string[] atEnd) => Restarted((services, _) => register(services), made, atStop, atEnd);

    // Three runs of one service; what is disposed of by the end of the stop, and what by the end of the container.
    private static void Restarted(Action<IServiceCollection, World> register, int made, string[] atStop, string[] atEnd) => World.Explore(10, async world =>
    {
        var (builder, numbers) = (world.Builder(), new Numbers());
        builder.Services.AddSingleton(numbers);
        register(builder.Services, world);
        using (var host = world.Adopt(builder))
        {
            await host.StartAsync();
            await world.Dispatcher.RestartAsync("Counted");
            await world.Dispatcher.RestartAsync("Counted");
            await host.StopAsync();

            Assert.Equal(3, world.Journal.Count(static note => note.EndsWith(" starts", StringComparison.Ordinal)));
            Assert.Equal((made, string.Join(", ", atStop)), (numbers.Last, string.Join(", ", world.Journal.Where(IsDisposal))));
        }

        // The container itself disposes twice of what two of its registrations hand out.
        Assert.Equal(atEnd, world.Journal.Where(IsDisposal).Skip(atStop.Length).Distinct());
    });

    private static bool IsDisposal(string note) => note.EndsWith(" disposed", StringComparison.Ordinal);

    private sealed class Numbers
    {
        public int Last { get; private set; }

        public int Next() => ++Last;
    }

    private class Counted(World world, Numbers numbers) : BackgroundService
    {
        private readonly int _number = numbers.Next();

        public override void Dispose()
        {
            world.Note($"{_number} disposed");
            base.Dispose();
        }

        protected override Task ExecuteAsync(CancellationToken stoppingToken)
        {
            world.Note($"{_number} starts");
            return world.Delay(-1, stoppingToken);
        }
    }

    private sealed class Failing(World world, Numbers numbers) : Counted(world, numbers)
    {
        public override Task StartAsync(CancellationToken cancellationToken) => throw new IOException("no start");
    }
}
