namespace Vahta.Hosting.Tests.Adoption;

/// <summary>The stop is bounded, in order, and names who does not.</summary>
public sealed class StopTests
{
    [Fact]
    public void N6_a_stop_that_ignores_its_token_is_abandoned_and_named_and_the_next_service_has_its_own_time() => World.Run(async world =>
    {
        var builder = world.Builder();
        var next = new Next(world);
        builder.Services.AddSingleton<IHostedService>(next);
        builder.Services.AddHostedService<Deaf>();
        using var host = world.Adopt(builder, static dispatcher => dispatcher.Hosted<Deaf>().StopWithin(TimeSpan.FromSeconds(1)));
        await host.StartAsync();

        await host.StopAsync();

        var abandoned = Assert.Single(world.Told<UnitAbandoned>());
        Assert.Equal("Deaf", abandoned.Unit);
        Assert.StartsWith("StopTests.Deaf.StopAsync (", abandoned.AwaitingAt, StringComparison.Ordinal);
        Assert.Equal((2, 5), (next.ToldAt.TotalSeconds, (world.Now - next.ToldAt).TotalSeconds));
        Assert.False(next.WasDead);
        await world.Delay(10);
    });

    [Fact]
    public void N7_an_execution_that_ignores_its_token_is_named_with_the_line_at_which_it_waits() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Services.AddHostedService<DeafWorker>();
        using var host = world.Adopt(builder, static dispatcher => dispatcher.Hosted<DeafWorker>().StopWithin(TimeSpan.FromSeconds(1)));
        await host.StartAsync();

        await host.StopAsync();

        Assert.StartsWith("StopTests.DeafWorker.ExecuteAsync (StopTests.cs:", Assert.Single(world.Told<UnitAbandoned>()).AwaitingAt, StringComparison.Ordinal);
        await world.Delay(60);
    });

    [Fact]
    public void N7_a_stop_of_a_background_services_own_is_named_where_it_is_that_which_hangs() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Services.AddHostedService<SlowToStop>();
        using var host = world.Adopt(builder, static dispatcher => dispatcher.Hosted<SlowToStop>().StopWithin(TimeSpan.FromSeconds(1)));
        await host.StartAsync();

        await host.StopAsync();

        Assert.StartsWith("StopTests.SlowToStop.StopAsync (StopTests.cs:", Assert.Single(world.Told<UnitAbandoned>()).AwaitingAt, StringComparison.Ordinal);
        await world.Delay(60);
    });

    [Fact]
    public void N9_a_hurried_stop_aborts_what_executes_at_once_and_leaves_a_stop_of_the_services_own_its_time() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Services.AddHostedService<Deaf>();
        builder.Services.AddHostedService<DeafWorker>();
        using var host = world.Adopt(builder, static dispatcher => dispatcher.Hosted<Deaf>().After("DeafWorker", Dependency.Optional));
        await host.StartAsync();
        using var hurry = new CancellationTokenSource(TimeSpan.FromSeconds(2), world.Simulation.TimeProvider);

        await Task.WhenAll(host.StopAsync(), host.StopAsync(hurry.Token));

        // The one's own stop, under way since 0 s, takes its 8 s; the other is aborted as soon as it is its turn.
        Assert.Equal(9, world.Now.TotalSeconds);
        Assert.Equal("DeafWorker", Assert.Single(world.Told<UnitAbandoned>()).Unit);
        await world.Delay(60);
    });

    [Fact]
    public void N9_what_executes_on_is_aborted_by_a_hurry_though_its_stop_has_begun() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Services.AddHostedService<DeafWorker>();
        using var host = world.Adopt(builder);
        await host.StartAsync();
        using var hurry = new CancellationTokenSource(TimeSpan.FromSeconds(2), world.Simulation.TimeProvider);

        await host.StopAsync(hurry.Token);

        Assert.Equal((3, "DeafWorker"), (world.Now.TotalSeconds, Assert.Single(world.Told<UnitAbandoned>()).Unit));
        await world.Delay(60);
    });

    [Fact]
    public void What_a_background_service_does_before_its_first_await_holds_up_nobodys_start() => World.Explore(20, async world =>
    {
        var builder = world.Builder();
        var wasReady = false;
        builder.Services.AddSingleton(new Script((world, stopping) =>
        {
            wasReady = world.Told<UnitReady>("Worker").Count == 1;
            return world.Delay(-1, stopping);
        }));
        builder.Services.AddHostedService<Worker>();
        using var host = world.Adopt(builder);

        await host.StartAsync();
        await world.Delay(1);

        Assert.True(wasReady);
        await host.StopAsync();
    });

    [Fact]
    public void N8_a_stop_during_the_start_is_an_orderly_one_and_throws_nothing() => World.Explore(20, async world =>
    {
        var builder = world.Builder();
        builder.Services.AddHostedService<First>();
        builder.Services.AddSingleton<IHostedService>(new NeverStarts(world));
        builder.Services.AddHostedService<Third>();
        using var host = world.Adopt(builder);
        var running = host.RunAsync();
        await world.Delay(1);

        host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        await running;

        Assert.Equal(0, (await world.Dispatcher.StopAsync()).ExitCode);
        Assert.Equal((true, false), (world.Journal.Contains("First stops"), world.Journal.Contains("Third starts")));
    });

    [Fact]
    public void N13_a_host_that_was_never_started_stops_and_is_disposed_of_twice() => World.Run(async world =>
    {
        var host = world.Adopt(world.Builder());

        await host.StopAsync();
        await host.StopAsync();
        host.Dispose();
        host.Dispose();

        Assert.Contains("lifetime stops", world.Journal);
    });

    [Fact]
    public void N13_two_stops_at_once_and_two_disposals_make_one_stop() => World.Explore(20, async world =>
    {
        var builder = world.Builder();
        builder.Services.AddHostedService<First>();
        var host = world.Adopt(builder);
        await host.StartAsync();

        await Task.WhenAll(host.StopAsync(), host.StopAsync());
        await ((IAsyncDisposable)host).DisposeAsync();
        host.Dispose();

        Assert.Equal((1, 1, 1), (Count("First stops"), Count("lifetime stops"), Count("First disposed")));

        int Count(string what) => world.Journal.Count(note => note == what);
    });

    [Fact]
    public void N13_two_hosts_live_in_one_process() => World.Explore(10, async world =>
    {
        var (one, other) = (world.Builder(), world.Builder());
        one.Services.AddHostedService<First>();
        other.Services.AddHostedService<Second>();
        using var oneHost = world.Adopt(one);
        using var otherHost = world.Adopt(other);

        await Task.WhenAll(oneHost.StartAsync(), otherHost.StartAsync());
        await oneHost.StopAsync();

        Assert.DoesNotContain("Second stops", world.Journal);
        await otherHost.StopAsync();
        Assert.Contains("Second stops", world.Journal);
    });

    [Fact]
    public void A_stop_asked_for_from_inside_a_service_does_not_wait_for_itself() => World.Run(async world =>
    {
        var builder = world.Builder();
        IHost? host = null;
        builder.Services.AddSingleton(new Script(async (_, _) => await host!.StopAsync()));
        builder.Services.AddHostedService<Worker>();
        using (host = world.Adopt(builder))
        {
            await host.RunAsync();
        }

        Assert.Empty(world.Told<UnitAbandoned>());
    });

    private sealed class Deaf(World world) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public async Task StopAsync(CancellationToken cancellationToken) => await world.Delay(8, CancellationToken.None);
    }

    private sealed class Next(World world) : IHostedService
    {
        public TimeSpan ToldAt { get; private set; }

        public bool WasDead { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public async Task StopAsync(CancellationToken cancellationToken)
        {
            ToldAt = world.Now;
            await world.Delay(5, CancellationToken.None);
            WasDead = cancellationToken.IsCancellationRequested;
        }
    }

    private sealed class NeverStarts(World world) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => world.Delay(-1, cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class DeafWorker(World world) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken) => await world.Delay(50, CancellationToken.None);
    }

    private sealed class SlowToStop(World world) : BackgroundService
    {
        public override async Task StopAsync(CancellationToken cancellationToken)
        {
            await world.Delay(50, CancellationToken.None);
            await base.StopAsync(cancellationToken);
        }

        protected override Task ExecuteAsync(CancellationToken stoppingToken) => world.Delay(-1, stoppingToken);
    }
}
