using System.Diagnostics;

namespace Vahta.Hosting.Tests.Adoption;

/// <summary>A background service whose base class we stand in for is to itself, and to others, as it always was.</summary>
public sealed class BackgroundServiceTests
{
    [Fact]
    public void The_task_that_a_service_shows_ends_as_what_it_executed_did_with_the_same_exception() => World.Explore(10, async world =>
    {
        var (builder, thrown) = (world.Builder(), new IOException("disk gone"));
        builder.Services.AddSingleton(new Script(async (world, _) =>
        {
            await world.Delay(1, CancellationToken.None);
            throw thrown;
        }));
        builder.Services.AddHostedService<Worker>();
        using var host = world.Adopt(builder, static dispatcher => dispatcher.Hosted<Worker>().IgnoreFailure());
        var service = (BackgroundService)host.Services.GetServices<IHostedService>().Single();
        await host.StartAsync();

        var shown = service.ExecuteTask;

        Assert.False(shown!.IsCompleted);
        Assert.Same(thrown, await Assert.ThrowsAsync<IOException>(() => shown));
        await host.StopAsync();
        Assert.Same(shown, service.ExecuteTask);
    });

    [Fact]
    public void The_task_that_a_service_shows_is_cancelled_where_its_stop_cancelled_it() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Services.AddSingleton(new Script(static (world, stopping) => world.Delay(-1, stopping)));
        builder.Services.AddHostedService<Worker>();
        using var host = world.Adopt(builder);
        var service = (BackgroundService)host.Services.GetServices<IHostedService>().Single();
        await host.StartAsync();

        await host.StopAsync();

        Assert.True(service.ExecuteTask!.IsCanceled);
        Assert.Empty(world.Told<UnitFailed>());
    });

    [Fact]
    public void What_is_in_flight_knows_its_unit_from_its_first_line() => World.Run(async world =>
    {
        var builder = world.Builder();
        UnitContext? seen = null;
        builder.Services.AddSingleton(new Script((world, stopping) =>
        {
            seen = UnitContext.Current;
            return world.Delay(-1, stopping);
        }));
        builder.Services.AddHostedService<Worker>();
        using var host = world.Adopt(builder);

        await host.StartAsync();
        await world.Delay(1);

        Assert.Equal("Worker", seen?.Name);
        await host.StopAsync();
    });

    [Fact]
    public void A_start_and_a_stop_that_a_class_implements_anew_for_the_interface_are_the_ones_that_are_called() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Services.AddHostedService<ImplementsAnew>();
        using var host = world.Adopt(builder);

        await host.StartAsync();
        await world.Delay(1);
        await host.StopAsync();

        Assert.Equal(["starts anew", "executes", "stops anew"], world.Journal.Where(static note => note.EndsWith("anew", StringComparison.Ordinal) || note == "executes"));
    });

    [Fact]
    public void An_exception_of_a_callback_on_its_stopping_token_is_told_and_its_end_awaited_all_the_same() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Services.AddSingleton(new Script(static async (world, stopping) =>
        {
            stopping.Register(() => throw new IOException("callback"));
            await world.Delay(-1, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            await world.Delay(2, CancellationToken.None);
        }));
        builder.Services.AddHostedService<Worker>();
        using var host = world.Adopt(builder);
        await host.StartAsync();
        await world.Delay(1);

        await host.StopAsync();

        Assert.Equal(3, world.Now.TotalSeconds);
        var told = Assert.Single(Assert.Single(world.Told<UnitFailed>()).Exceptions);
        Assert.Equal("callback", ((AggregateException)told).InnerExceptions[0].Message);
    });

    // Each was once looked for among all others: ten thousand took thirteen seconds, and twice as many four times that.
    [Fact]
    public async Task Twenty_thousand_services_of_one_type_start_and_stop_in_time()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        for (var service = 0; service < 20_000; service++)
        {
            builder.Services.AddSingleton<IHostedService>(new Ends(static () => { }));
        }

        var began = Stopwatch.GetTimestamp();
        using var host = builder.AddVahta(null, static options => options.StopBudget = Timeout.InfiniteTimeSpan).Build();

        await host.StartAsync(TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken);

        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 20);
        var report = await host.Services.GetRequiredService<Dispatcher>().StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal((20_000, "Ends-20000"), (report.Units.Count(static unit => unit.State == UnitState.Stopped), report.Units[^1].Name));
    }

    private sealed class ImplementsAnew(World world) : BackgroundService, IHostedService
    {
        Task IHostedService.StartAsync(CancellationToken cancellationToken)
        {
            world.Note("starts anew");
            return StartAsync(cancellationToken);
        }

        Task IHostedService.StopAsync(CancellationToken cancellationToken)
        {
            world.Note("stops anew");
            return StopAsync(cancellationToken);
        }

        protected override Task ExecuteAsync(CancellationToken stoppingToken)
        {
            world.Note("executes");
            return Task.CompletedTask;
        }
    }
}
