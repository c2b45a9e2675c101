namespace Vahta.Hosting.Tests.Adoption;

/// <summary>Services that do what none should, and programs that ask for what cannot be.</summary>
public sealed class MisbehaviourTests
{
    [Fact]
    public void A_constructor_that_throws_is_what_the_start_failed_with_and_nothing_was_started() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Services.AddHostedService<First>();
        builder.Services.AddSingleton<IHostedService>(static _ => throw new IOException("no instance"));
        var host = world.Adopt(builder);

        var thrown = await Assert.ThrowsAsync<IOException>(() => host.StartAsync());
        await host.StopAsync();
        host.Dispose();

        Assert.Equal("no instance", thrown.Message);
        Assert.Equal(["application stopping", "application stopped", "lifetime stops"], world.Journal.Where(static note => note is not ("lifetime waits for start" or "First disposed")));
    });

    [Fact]
    public void A_later_instance_that_cannot_be_made_is_a_failure_of_that_run_and_tried_again() => World.Explore(10, async world =>
    {
        var builder = world.Builder();
        builder.Services.AddHostedService<First>();
        builder.Services.AddSingleton(new Script(static async (world, _) =>
        {
            await world.Delay(1, CancellationToken.None);
            throw new IOException("again");
        }));
        var made = 0;
        builder.Services.AddSingleton<IHostedService>(services => ++made switch
        {
            2 => throw new IOException("no instance"),
            3 => null!,
            _ => new Worker(world, services.GetRequiredService<Script>()),
        });
        using var host = world.Adopt(builder, static dispatcher => dispatcher.Hosted<Worker>().Restarts(RestartPolicy.OnFailure with { Delay = TimeSpan.FromSeconds(1), MaxDelay = TimeSpan.FromSeconds(1), Jitter = 0 }));
        await host.StartAsync();

        await world.Delay(4.5);

        Assert.Equal(4, made);
        Assert.Equal(
            ["again", "no instance", "The factory of Worker returned null instead of an instance for run 3 of unit 'Worker'."],
            world.Told<UnitRestarting>("Worker").Select(static again => again.Exceptions[0].Message));
        await host.StopAsync();
        Assert.Equal(UnitState.Stopped, world.Dispatcher["First"].State);
    });

    [Fact]
    public void A_service_that_no_longer_shows_that_it_is_alive_is_stopped_at_once_and_runs_again() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Services.AddSingleton(new Script(static (world, stopping) => world.Delay(60, stopping)));
        builder.Services.AddHostedService<Worker>();
        using var host = world.Adopt(
            builder,
            static dispatcher => dispatcher.Hosted<Worker>().Watchdog(TimeSpan.FromSeconds(2)).Restarts(RestartPolicy.OnFailure with { Delay = TimeSpan.FromSeconds(1), Jitter = 0 }),
            // It would ask for the tokens, and nobody else does.
            static options => options.Environment = null);
        await host.StartAsync();

        await world.Delay(3.5);

        Assert.Equal(2, world.Dispatcher["Worker"].Unit.Runs);
        Assert.Equal(UnitState.Running, world.Dispatcher["Worker"].State);
        await host.StopAsync();
    });

    [Fact]
    public void A_method_that_returns_no_task_is_named() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Services.AddSingleton<IHostedService>(new Nothing(startsWith: null));
        using var host = world.Adopt(builder);

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Equal("Nothing.StartAsync returned null instead of a Task. Return Task.CompletedTask, or make it async.", thrown.Message);
    });

    [Fact]
    public void A_stop_and_a_phase_that_return_no_task_are_named() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Services.AddSingleton<IHostedService>(new Nothing(Task.CompletedTask));
        using var host = world.Adopt(builder);
        await host.StartAsync();

        await host.StopAsync();

        Assert.Equal("Nothing.StopAsync returned null instead of a Task. Return Task.CompletedTask, or make it async.", Assert.Single(world.Told<UnitFailed>()).Exceptions[0].Message);
        Assert.Equal("Nothing.StoppingAsync returned null instead of a Task. Return Task.CompletedTask, or make it async.", Assert.Single(world.Told<HookFailed>()).Exception.Message);
    });

    [Fact]
    public void A_start_that_was_cancelled_before_it_began_starts_nothing_and_can_be_stopped() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Services.AddHostedService<First>();
        using var host = world.Adopt(builder);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.StartAsync(new(canceled: true)));
        await host.StopAsync();

        Assert.DoesNotContain("First starts", world.Journal);
        Assert.Contains("lifetime stops", world.Journal);
    });

    [Fact]
    public void A_restart_during_the_stop_is_refused_and_changes_nothing() => World.Explore(20, async world =>
    {
        var builder = world.Builder();
        builder.Services.AddHostedService<First>();
        builder.Services.AddSingleton(new Script(static (world, stopping) => world.Delay(-1, stopping)));
        builder.Services.AddHostedService<Worker>();
        using var host = world.Adopt(builder);
        await host.StartAsync();
        var stopping = host.StopAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => world.Dispatcher.RestartAsync("Worker"));
        await stopping;

        Assert.Equal((1, 1), (world.Journal.Count(static note => note == "Worker executes"), world.Journal.Count(static note => note == "First stops")));
    });

    [Fact]
    public void A_stop_during_a_restart_ends_it() => World.Explore(20, async world =>
    {
        var builder = world.Builder();
        builder.Services.AddHostedService<First>();
        builder.Services.AddSingleton(new Script(static async (world, stopping) =>
        {
            await world.Delay(-1, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            await world.Delay(2, CancellationToken.None);
        }));
        builder.Services.AddHostedService<Worker>();
        using var host = world.Adopt(builder);
        await host.StartAsync();
        var restarting = world.Dispatcher.RestartAsync("Worker");
        await world.Delay(1);

        await host.StopAsync();
        await restarting;

        Assert.Equal((1, 1), (world.Journal.Count(static note => note == "Worker executes"), world.Journal.Count(static note => note == "First stops")));
        Assert.Empty(world.Told<UnitAbandoned>());
    });

    [Fact]
    public async Task A_callback_of_ApplicationStopping_that_never_returns_keeps_nobody_from_the_end()
    {
        using var never = new ManualResetEventSlim();
        var stopped = false;
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddSingleton<IHostedService>(new Ends(() => stopped = true));
        var host = builder.AddVahta().Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(never.Wait);

        await host.StopAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        Assert.True(stopped);
        never.Set();
        await ((IAsyncDisposable)host).DisposeAsync();
    }

    [Fact]
    public async Task What_a_background_service_threw_is_observed()
    {
        var unobserved = new List<Exception>();
        TaskScheduler.UnobservedTaskException += (_, told) => unobserved.AddRange(told.Exception.InnerExceptions.Where(static exception => exception is IOException { Message: "observed" }));
        await FailAsync();

        for (var collections = 0; collections < 3; collections++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.Empty(unobserved);

        static async Task FailAsync()
        {
            var builder = Host.CreateEmptyApplicationBuilder(new());
            builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
            builder.Services.AddHostedService<Throws>();
            using var host = builder.AddVahta().Build();
            await host.RunAsync(TestContext.Current.CancellationToken);
        }
    }

    private sealed class Throws : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Task.Yield();
            throw new IOException("observed");
        }
    }

    private sealed class Nothing(Task? startsWith) : IHostedLifecycleService
    {
        public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartAsync(CancellationToken cancellationToken) => startsWith!;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => null!;

        public Task StopAsync(CancellationToken cancellationToken) => null!;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
