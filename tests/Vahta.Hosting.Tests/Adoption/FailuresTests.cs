namespace Vahta.Hosting.Tests.Adoption;

/// <summary>What fails is unwound, told once, and handled by its unit's policy.</summary>
public sealed class FailuresTests
{
    [Fact]
    public void N3_what_was_started_is_stopped_when_a_later_service_fails_to_start() => World.Explore(20, async world =>
    {
        var builder = world.Builder();
        builder.Services.AddHostedService<First>();
        builder.Services.AddHostedService<Broken>();
        builder.Services.AddHostedService<Third>();
        var host = world.Adopt(builder);

        var thrown = await Assert.ThrowsAsync<IOException>(() => host.StartAsync());
        host.Dispose();

        Assert.Equal("broken", thrown.Message);
        Assert.Equal(
            ["lifetime waits for start", "First starts", "application stopping", "First stops", "application stopped", "lifetime stops", "Third disposed", "Broken disposed", "First disposed"],
            world.Journal);
        Assert.Same(thrown, Assert.Single(world.Told<UnitFailed>()).Exceptions[0]);
    });

    [Fact]
    public void N4_a_background_service_that_throws_stops_the_application_with_its_name_and_code_1() => World.Explore(20, async world =>
    {
        var builder = world.Builder();
        builder.Services.AddHostedService<First>();
        Work(builder, static async (world, _) =>
        {
            await world.Delay(1);
            throw new IOException("worker");
        });
        using var host = world.Adopt(builder);

        await host.RunAsync();

        var failed = Assert.Single(world.Told<UnitFailed>());
        Assert.Equal(("Worker", "worker"), (failed.Unit, failed.Exceptions[0].Message));
        var report = await world.Dispatcher.StopAsync();
        Assert.Equal((1, "Worker", StopCause.UnitFailed), (report.ExitCode, report.Reason.Unit, report.Reason.Cause));
        Assert.Contains("First stops", world.Journal);
    });

    [Fact]
    public void N4_every_exception_of_a_background_service_is_told() => World.Run(async world =>
    {
        var builder = world.Builder();
        Work(builder, static (world, _) => Task.WhenAll(Fails(world, "one"), Fails(world, "two")));
        using var host = world.Adopt(builder);

        await host.RunAsync();

        Assert.Equal(["one", "two"], Assert.Single(world.Told<UnitFailed>()).Exceptions.Select(static exception => exception.Message));

        static async Task Fails(World world, string what)
        {
            await world.Delay(1);
            throw new IOException(what);
        }
    });

    [Fact]
    public void N4_a_background_service_that_throws_before_its_first_await_has_failed() => World.Run(async world =>
    {
        var builder = world.Builder();
        Work(builder, static (_, _) => throw new IOException("at once"));
        using var host = world.Adopt(builder);

        await host.RunAsync();

        Assert.Equal("at once", Assert.Single(world.Told<UnitFailed>()).Exceptions[0].Message);
    });

    [Fact]
    public void N4_the_option_to_ignore_failures_of_background_services_is_kept() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Services.Configure<HostOptions>(static options => options.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore);
        Work(builder, static async (world, _) =>
        {
            await world.Delay(1);
            throw new IOException("worker");
        });
        using var host = world.Adopt(builder);
        await host.StartAsync();

        await world.Delay(60);

        Assert.Equal(DispatcherState.Running, world.Dispatcher.State);
        await host.StopAsync();
    });

    [Fact]
    public void N5_a_foreign_cancellation_is_a_failure_of_that_service_only() => World.Explore(20, async world =>
    {
        var builder = world.Builder();
        builder.Services.AddHostedService<First>();
        var tries = 0;
        Work(builder, async (world, stopping) => await (++tries > 1 ? world.Delay(-1, stopping) : Task.FromException(new TaskCanceledException("the request timed out"))));
        using var host = world.Adopt(builder, static dispatcher => dispatcher.Hosted<Worker>().Restarts(RestartPolicy.OnFailure));
        await host.StartAsync();

        await world.Delay(10);

        Assert.Equal((2, "Worker"), (tries, Assert.Single(world.Told<UnitRestarting>()).Unit));
        Assert.Empty(world.Told<UnitStopping>("First"));
        await host.StopAsync();
        Assert.Empty(world.Told<UnitFailed>());
    });

    [Fact]
    public void A_restart_makes_a_new_instance_in_a_scope_of_its_own_and_disposes_of_it() => World.Explore(20, async world =>
    {
        var builder = world.Builder();
        builder.Services.AddScoped<Scoped>();
        Work(builder, static async (world, stopping) =>
        {
            await world.Delay(1, stopping);
            throw new IOException("again");
        });
        using var host = world.Adopt(builder, static dispatcher => dispatcher.Hosted<Worker>().Restarts(RestartPolicy.OnFailure with { Delay = TimeSpan.FromSeconds(1), MaxDelay = TimeSpan.FromSeconds(1), Jitter = 0 }));
        await host.StartAsync();

        await world.Delay(4.5);
        await host.StopAsync();

        // Runs from 0, 2 and 4 s; the container's own instance goes with the container.
        Assert.Equal(["Worker executes", "Worker executes", "Worker disposed", "Worker executes"], world.Journal.Where(static note => note.StartsWith("Worker", StringComparison.Ordinal)).Take(4));
        Assert.Equal(2, world.Journal.Count(static note => note == "Worker disposed"));
        host.Dispose();
        Assert.Equal(3, world.Journal.Count(static note => note == "Worker disposed"));
    });

    [Fact]
    public void A_background_service_that_returns_in_order_is_stopped_in_its_turn_and_not_before() => World.Explore(20, async world =>
    {
        var builder = world.Builder();
        var (wasCancelled, token) = (false, CancellationToken.None);
        Work(builder, (_, stopping) =>
        {
            // As a consumer that has subscribed to something does.
            token = stopping;
            stopping.Register(() => wasCancelled = true);
            return Task.CompletedTask;
        });
        using var host = world.Adopt(builder);
        await host.StartAsync();

        await world.Delay(5);
        Assert.Equal((UnitState.Running, false), (world.Dispatcher["Worker"].State, wasCancelled));
        await host.StopAsync();

        Assert.True(wasCancelled);
    });

    [Fact]
    public void G3_several_failures_of_a_start_or_a_stop_are_all_told() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Services.AddSingleton<IHostedService>(new FailsTwiceToStop(world));
        using var host = world.Adopt(builder);
        await host.StartAsync();

        await host.StopAsync();

        Assert.Equal(["one", "two"], Assert.Single(world.Told<UnitFailed>()).Exceptions.Select(static exception => exception.Message));
    });

    [Fact]
    public void G6_a_start_that_fails_after_it_began_to_execute_leaves_nothing_behind() => World.Explore(20, async world =>
    {
        var builder = world.Builder();
        var one = new StartsHalf(world);
        builder.Services.AddSingleton<IHostedService>(_ => one);
        using var host = world.Adopt(builder, static dispatcher => dispatcher.Hosted<StartsHalf>().Restarts(RestartPolicy.OnFailure with { AlsoAtStart = true, MaxRestarts = 2 }));

        await Assert.ThrowsAsync<IOException>(() => host.StartAsync());

        Assert.Equal((3, 1, 0), (one.Begun, one.MostAtOnce, one.Going));
    });

    [Fact]
    public void N15_all_finite_work_done_the_application_ends_when_asked_to() => World.Explore(10, async world =>
    {
        var builder = world.Builder();
        Work(builder, static (world, _) => world.Delay(1));
        using var host = world.Adopt(builder, static dispatcher => dispatcher.AddJob("migrate", _ => Task.CompletedTask), static options => options.EndWhenDone = true);

        await host.RunAsync();

        var report = await world.Dispatcher.StopAsync();
        Assert.Equal((0, StopCause.Completed), (report.ExitCode, report.Reason.Cause));
    });

    [Fact]
    public void N15_an_essential_service_that_completes_ends_the_application() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Services.AddHostedService<First>();
        Work(builder, static (world, _) => world.Delay(1));
        using var host = world.Adopt(builder, static dispatcher => dispatcher.Hosted<Worker>().Essential());

        await host.RunAsync();

        Assert.Equal(0, (await world.Dispatcher.StopAsync()).ExitCode);
    });

    private static void Work(HostApplicationBuilder builder, Func<World, CancellationToken, Task> execute)
    {
        builder.Services.AddSingleton(new Script(execute));
        builder.Services.AddHostedService<Worker>();
    }

    private sealed class Scoped;

    private sealed class FailsTwiceToStop(World world) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(Fails("one"), Fails("two"));

        private async Task Fails(string what)
        {
            await world.Delay(1, CancellationToken.None);
            throw new IOException(what);
        }
    }

    private sealed class StartsHalf(World world) : BackgroundService
    {
        public int Begun { get; private set; }

        public int Going { get; private set; }

        public int MostAtOnce { get; private set; }

        public override async Task StartAsync(CancellationToken cancellationToken)
        {
            await base.StartAsync(cancellationToken);
            await world.Delay(1, CancellationToken.None);
            throw new IOException("half");
        }

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            Begun++;
            MostAtOnce = Math.Max(MostAtOnce, ++Going);
            await world.Delay(-1, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            Going--;
        }
    }
}
