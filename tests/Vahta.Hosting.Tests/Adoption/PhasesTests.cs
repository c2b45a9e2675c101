namespace Vahta.Hosting.Tests.Adoption;

/// <summary>The host's own contract, kept.</summary>
public sealed class PhasesTests
{
    [Fact]
    public void N1_the_hosts_own_lifecycle_order_is_kept() => World.Explore(20, async world =>
    {
        var builder = world.Builder();
        builder.Services.AddHostedService<Phased>();
        using var host = world.Adopt(builder);

        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(
            [
                "lifetime waits for start", "Phased starting", "Phased starts", "Phased started", "application started",
                "Phased stopping", "application stopping", "Phased stops", "Phased stopped", "application stopped", "lifetime stops",
            ],
            world.Journal);
    });

    [Fact]
    public void N2_services_start_in_the_order_of_registration_and_stop_in_reverse() => World.Explore(20, async world =>
    {
        var builder = world.Builder();
        builder.Services.AddHostedService<First>();
        builder.Services.AddHostedService<Second>();
        builder.Services.AddHostedService<Third>();
        using var host = world.Adopt(builder, static dispatcher => dispatcher.Hosted<Third>().StopWithin(TimeSpan.FromSeconds(1)));

        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(
            ["First starts", "Second starts", "Third starts", "Third stops", "Second stops", "First stops"],
            world.Journal.Where(static note => note.EndsWith('s') && char.IsUpper(note[0])));
    });

    [Theory]
    [InlineData(false, false, 6, 6)]
    [InlineData(true, false, 3, 6)]
    [InlineData(false, true, 6, 3)]
    [InlineData(true, true, 3, 3)]
    public void N2_services_start_and_stop_concurrently_where_the_options_say_so(bool starts, bool stops, double startTakes, double stopTakes) => World.Explore(10, async world =>
    {
        var builder = world.Builder();
        builder.Services.Configure<HostOptions>(options => (options.ServicesStartConcurrently, options.ServicesStopConcurrently) = (starts, stops));
        foreach (var seconds in new[] { 1, 2, 3 })
        {
            builder.Services.AddSingleton<IHostedService>(new Slow(world, seconds));
        }

        using var host = world.Adopt(builder);
        await host.StartAsync();
        Assert.Equal(startTakes, world.Now.TotalSeconds);

        await host.StopAsync();

        Assert.Equal(stopTakes, world.Now.TotalSeconds - startTakes);
    });

    [Fact]
    public void N2_the_hosts_shutdown_timeout_is_the_budget() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = TimeSpan.FromSeconds(4));
        builder.Services.AddSingleton<IHostedService>(new Slow(world, 60));
        using var host = world.Adopt(builder);
        await host.StartAsync();

        await host.StopAsync();

        Assert.InRange(world.Now.TotalSeconds - 60, 3, 4);
    });

    [Fact]
    public void N2_the_hosts_startup_timeout_ends_the_start() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Services.AddHostedService<First>();
        builder.Services.AddSingleton<IHostedService>(new Slow(world, 60));
        builder.Services.Configure<HostOptions>(static options => options.StartupTimeout = TimeSpan.FromSeconds(5));
        using var host = world.Adopt(builder);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.StartAsync());

        Assert.Equal((5, true), (world.Now.TotalSeconds, world.Journal.Contains("First stops")));
    });

    [Fact]
    public void N2_a_service_may_take_as_long_to_stop_as_the_application_said() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = TimeSpan.FromMinutes(2));
        builder.Services.AddSingleton<IHostedService>(new Slow(world, 30));
        using var host = world.Adopt(builder);
        await host.StartAsync();

        await host.StopAsync();

        Assert.Equal((30, 0), (world.Now.TotalSeconds - 30, world.Told<UnitAbandoned>().Count));
    });

    [Fact]
    public void N14_a_phase_that_throws_or_hangs_keeps_neither_the_others_nor_the_application_from_its_end() => World.Explore(10, async world =>
    {
        var builder = world.Builder();
        builder.Services.AddHostedService<Phased>();
        builder.Services.AddSingleton<IHostedService>(new Stubborn(world));
        using var host = world.Adopt(builder, dispatcher => dispatcher.AddTask("essential", _ => world.Delay(1)).Essential());

        await host.RunAsync();

        Assert.Equal((true, true, true), (world.Journal.Contains("Phased stopped"), world.Journal.Contains("application stopped"), world.Journal.Contains("lifetime stops")));
    });

    [Fact]
    public void A_later_instance_is_told_every_phase_once_and_the_last_before_it_is_disposed_of() => World.Explore(10, async world =>
    {
        var builder = world.Builder();
        builder.Services.AddHostedService<Phased>();
        using var host = world.Adopt(builder);
        await host.StartAsync();
        await world.Dispatcher.RestartAsync("Phased");
        var before = world.Journal.Count;

        await host.StopAsync();

        string[] life = ["Phased starting", "Phased starts", "Phased started", "Phased stopping", "Phased stops", "Phased stopped"];
        Assert.Equal([.. life, .. life[..3]], world.Journal.Take(before).Where(static note => note.StartsWith("Phased", StringComparison.Ordinal)));
        Assert.Equal([.. life[3..], "Phased disposed"], world.Journal.Skip(before).Where(static note => note.StartsWith("Phased", StringComparison.Ordinal)));
    });

    [Fact]
    public void A_service_that_starts_by_request_later_is_told_that_it_has_started() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Services.AddHostedService<Phased>();
        using var host = world.Adopt(builder, static dispatcher => dispatcher.Hosted<Phased>().Manual());
        await host.StartAsync();
        Assert.DoesNotContain("Phased started", world.Journal);

        await world.Dispatcher.StartAsync("Phased");

        Assert.Equal((1, 1), (world.Journal.Count(static note => note == "Phased starting"), world.Journal.Count(static note => note == "Phased started")));
        await host.StopAsync();
    });

    [Fact]
    public void The_token_of_a_start_is_dead_once_it_has_started() => World.Run(async world =>
    {
        var builder = world.Builder();
        var keeps = new KeepsToken();
        builder.Services.AddSingleton<IHostedService>(keeps);
        using var host = world.Adopt(builder);
        await host.StartAsync();

        await host.StopAsync();

        Assert.False(keeps.WasFiredAtStop);
    });

    [Fact]
    public void A_host_is_started_once() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Services.AddHostedService<First>();
        using var host = world.Adopt(builder);
        await host.StartAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Single(world.Dispatcher.Snapshot().Units);
        await host.StopAsync();
    });

    private sealed class KeepsToken : IHostedService
    {
        private CancellationToken _kept;

        public bool WasFiredAtStop { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken)
        {
            _kept = cancellationToken;
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            WasFiredAtStop = _kept.IsCancellationRequested;
            return Task.CompletedTask;
        }
    }

    private sealed class Stubborn(World world) : IHostedLifecycleService
    {
        public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => world.Delay(100, CancellationToken.None);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => throw new IOException("stubborn");
    }

    private sealed class Slow(World world, double seconds) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => world.Delay(seconds, cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => world.Delay(seconds, CancellationToken.None);
    }
}
