namespace Vahta.Hosting.Tests.Adoption;

/// <summary>A host that is disposed of while it runs stops first, wherever its caller is.</summary>
public sealed class DisposalTests
{
    [Fact]
    public void A_host_disposed_of_on_its_own_event_loop_stops_in_order_first() => World.Explore(20, async world =>
    {
        var builder = world.Builder();
        builder.Services.AddHostedService<First>();
        builder.Services.AddHostedService<Second>();
        var host = world.Adopt(builder);
        await host.StartAsync();

        host.Dispose();

        Assert.Equal(["Second stops", "First stops", "application stopped", "lifetime stops", "Second disposed", "First disposed"], world.Journal.SkipWhile(static note => note != "Second stops"));
    });

    [Fact]
    public void A_host_disposed_of_on_its_own_event_loop_gives_a_slow_stop_its_time() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Services.AddSingleton(new Script(async (world, stopping) =>
        {
            await world.Delay(-1, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            await world.Delay(3, CancellationToken.None);
            world.Note("Worker ends");
        }));
        builder.Services.AddHostedService<Worker>();
        var host = world.Adopt(builder);
        await host.StartAsync();

        host.Dispose();

        Assert.Equal((3, "Worker ends, Worker disposed"), (world.Now.TotalSeconds, string.Join(", ", world.Journal.Where(static note => note is "Worker ends" or "Worker disposed"))));
    });

    [Fact]
    public void What_else_is_on_the_loop_goes_on_meanwhile_and_after_it() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Services.AddHostedService<First>();
        var host = world.Adopt(builder);
        await host.StartAsync();
        var before = Task.Factory.StartNew(() => world.Note("posted before"), CancellationToken.None, TaskCreationOptions.None, EventLoop.Current!.TaskScheduler);

        host.Dispose();
        world.Note("disposed");
        await before;
        await Task.Yield();

        Assert.Equal(["First disposed", "disposed"], world.Journal.Where(static note => note.EndsWith("disposed", StringComparison.Ordinal)));
        Assert.Contains("posted before", world.Journal);
    });

    [Fact]
    public void A_host_whose_event_loop_nobody_runs_any_more_is_stopped_by_who_disposes_of_it()
    {
        using var loop = new EventLoop();
        var (stopped, thread) = (false, 0);
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddSingleton<IHostedService>(new Ends(() => (stopped, thread) = (true, Environment.CurrentManagedThreadId)));
        var host = builder.AddVahta().Build();
        loop.Run(() => host.StartAsync());

        host.Dispose();

        Assert.Equal((true, Environment.CurrentManagedThreadId), (stopped, thread));
    }

    [Fact]
    public void A_host_whose_event_loop_was_closed_has_stopped_with_that_and_is_disposed_of()
    {
        var stopped = false;
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddSingleton<IHostedService>(new Ends(() => stopped = true));
        var host = builder.AddVahta().Build();
        using (var loop = new EventLoop())
        {
            loop.Run(() => host.StartAsync());
        }

        host.Dispose();

        Assert.True(stopped);
        Assert.Throws<ObjectDisposedException>(() => host.Services.GetService<Dispatcher>());
    }

    [Fact]
    public void What_was_posted_to_the_loop_is_called_once_whoever_runs_it()
    {
        var failures = new List<Exception>();
        using var loop = new EventLoop(new() { UnhandledException = failures.Add });
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddSingleton<IHostedService>(new Ends(static () => { }));
        var host = builder.AddVahta().Build();
        var calls = 0;

        loop.Run(async () =>
        {
            await host.StartAsync();
            var disposed = new TaskCompletionSource();
            loop.Post(() =>
            {
                host.Dispose();
                loop.Post(disposed.SetResult);
            });
            for (var call = 0; call < 5; call++)
            {
                loop.Post(() => calls++);
            }

            await disposed.Task;
            await Task.Delay(TimeSpan.FromMilliseconds(10), loop.TimeProvider);
        });

        Assert.Equal((5, 0), (calls, failures.Count));
    }

    [Fact]
    public async Task A_host_is_disposed_of_from_another_thread_while_its_event_loop_runs()
    {
        using var loop = new EventLoop();
        var stopped = false;
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddSingleton<IHostedService>(new Ends(() => stopped = true));
        var host = builder.AddVahta().Build();
        var started = new TaskCompletionSource();
        var end = new TaskCompletionSource();
        var running = new Thread(() => loop.Run(async () =>
        {
            await host.StartAsync();
            started.SetResult();
            await end.Task;
        })) { IsBackground = true };
        running.Start();
        await started.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        host.Dispose();
        end.SetResult();
        running.Join();

        Assert.True(stopped);
    }

    [Fact]
    public void A_host_disposed_of_during_its_start_unwinds_it() => World.Explore(20, async world =>
    {
        var builder = world.Builder();
        builder.Services.AddHostedService<First>();
        builder.Services.AddSingleton<IHostedService>(new NeverStarts(world));
        var host = world.Adopt(builder);
        var starting = host.StartAsync();
        await world.Delay(1);

        host.Dispose();
        await starting;

        Assert.Equal(["First starts", "First stops", "First disposed"], world.Journal.Where(static note => note.StartsWith("First", StringComparison.Ordinal)));
    });

    [Fact]
    public void A_host_disposed_of_by_a_service_of_its_own_keeps_its_container_until_all_is_down() => World.Explore(20, async world =>
    {
        var builder = world.Builder();
        IHost? host = null;
        builder.Services.AddHostedService<First>();
        builder.Services.AddSingleton(new Script(async (_, stopping) =>
        {
            await ((IAsyncDisposable)host!).DisposeAsync();
            await world.Delay(-1, stopping);
        }));
        builder.Services.AddHostedService<Worker>();
        host = world.Adopt(builder);

        await host.StartAsync();
        await world.Delay(5);

        Assert.Equal(["First starts", "First stops", "First disposed"], world.Journal.Where(static note => note.StartsWith("First", StringComparison.Ordinal)));
        Assert.Equal(DispatcherState.Stopped, world.Dispatcher.State);
    });

    [Fact]
    public void A_host_that_was_disposed_of_does_not_start() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Services.AddHostedService<First>();
        var host = world.Adopt(builder);
        host.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => host.StartAsync());

        Assert.DoesNotContain("First starts", world.Journal);
    });

    private sealed class NeverStarts(World world) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => world.Delay(-1, cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
