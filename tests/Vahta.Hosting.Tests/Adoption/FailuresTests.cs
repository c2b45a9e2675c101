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
    public void A_background_service_that_returns_has_completed_and_the_application_runs_on() => World.Run(async world =>
    {
        var builder = world.Builder();
        Work(builder, static (world, _) => world.Delay(1));
        using var host = world.Adopt(builder);
        await host.StartAsync();

        await world.Delay(5);

        var dispatcher = world.Dispatcher;
        Assert.Equal((UnitState.Completed, DispatcherState.Running), (dispatcher["Worker"].State, dispatcher.State));
        await host.StopAsync();
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
}
