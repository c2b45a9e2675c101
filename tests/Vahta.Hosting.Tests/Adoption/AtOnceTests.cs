using System.Collections.Concurrent;

namespace Vahta.Hosting.Tests.Adoption;

/// <summary>
/// Background services that leave start and stop to their base class, on the thread pool and in real time, where each costs no call of ours: nobody can tell but by the clock.
/// </summary>
public sealed class AtOnceTests
{
    private readonly ConcurrentQueue<string> _notes = new();

    private static CancellationToken Soon => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_in_flight_and_what_its_token_calls_know_their_unit()
    {
        using var host = Adopt(new Executes(async stopping =>
        {
            var first = UnitContext.Current?.Name;
            using var registered = stopping.UnsafeRegister(_ => _notes.Enqueue($"{first} {UnitContext.Current?.Name}"), null);
            await Task.Delay(-1, stopping);
        }));

        await StartAsync(host);
        await host.StopAsync(Soon);

        Assert.Equal(["Executes Executes"], _notes);
        Assert.Null(UnitContext.Current);
    }

    [Fact]
    public async Task One_that_is_cancelled_by_its_stop_has_not_failed_whichever_token_it_throws_with()
    {
        using var host = Adopt(new Executes(static stopping => Task.Delay(-1, stopping)), new Executes(static async stopping =>
        {
            await Task.Delay(-1, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new OperationCanceledException();
        }));
        await StartAsync(host);

        var report = await StopAsync(host);

        Assert.Equal(0, report.ExitCode);
        Assert.Empty(report.Errors);
        Assert.All(report.Units, static unit => Assert.Equal(UnitState.Stopped, unit.State));
        Assert.All(host.Services.GetServices<IHostedService>(), static service => Assert.True(((BackgroundService)service).ExecuteTask!.IsCanceled));
    }

    [Fact]
    public async Task What_is_thrown_on_the_way_down_is_told_once_and_stops_nobody_from_going_down()
    {
        var thrown = new IOException("flush failed");
        using var host = Adopt(new Executes(static stopping => Task.Delay(-1, stopping)), new Executes(async stopping =>
        {
            await Task.Delay(-1, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw thrown;
        }));
        await StartAsync(host);

        var report = await StopAsync(host);

        Assert.Same(thrown, Assert.Single(report.Errors));
        Assert.Equal([UnitState.Stopped, UnitState.Failed], report.Units.Select(static unit => unit.State));
    }

    [Fact]
    public async Task An_exception_of_a_callback_on_its_token_is_told_and_its_end_awaited_all_the_same()
    {
        using var host = Adopt(new Executes(async stopping =>
        {
            stopping.Register(static () => throw new IOException("callback"));
            await Task.Delay(-1, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.Delay(50, CancellationToken.None);
            _notes.Enqueue("ended");
        }));
        await StartAsync(host);

        var report = await StopAsync(host);

        Assert.Equal(["ended"], _notes);
        Assert.Equal("callback", Assert.Single(((AggregateException)Assert.Single(report.Errors)).InnerExceptions).Message);
    }

    [Fact]
    public async Task One_that_fails_at_once_fails_the_application_however_soon_that_is_seen()
    {
        for (var time = 0; time < 100; time++)
        {
            var thrown = new IOException("no disk");
            using var host = Adopt(new Executes(static stopping => Task.Delay(-1, stopping)), new Executes(_ => throw thrown), new Executes(static stopping => Task.Delay(-1, stopping)));
            await Record.ExceptionAsync(() => host.StartAsync(Soon));

            var report = await StopAsync(host);

            Assert.Same(thrown, Assert.Single(report.Errors));
            Assert.NotEqual(0, report.ExitCode);
        }
    }

    // More than start in one turn, and than are called in a row.
    [Fact]
    public async Task Many_stop_in_the_reverse_of_their_order_and_each_with_a_start_of_its_own_waits_for_those_before_it()
    {
        var services = Enumerable.Range(0, 1_000).Select(IHostedService (number) => number % 300 == 299
            ? new StartsItself(_notes, $"{number}")
            : new Executes(async stopping =>
            {
                await Task.Delay(-1, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                _notes.Enqueue($"{number}");
            })).ToArray();
        using var host = Adopt(services);
        await StartAsync(host);
        Assert.Equal(["starts 299", "starts 599", "starts 899"], _notes);
        _notes.Clear();

        var report = await StopAsync(host);

        Assert.Equal(Enumerable.Range(0, 1_000).Reverse().Select(static number => $"{number}"), _notes);
        Assert.All(report.Units, static unit => Assert.Equal((UnitState.Stopped, 1), (unit.State, unit.Runs)));
        Assert.Empty(report.Errors);
    }

    [Fact]
    public async Task A_stop_that_comes_in_the_middle_of_the_start_leaves_nobody_running()
    {
        for (var time = 0; time < 200; time++)
        {
            var running = 0;
            using var host = Adopt([.. Enumerable.Range(0, 600).Select(IHostedService (_) => new Executes(async stopping =>
            {
                Interlocked.Increment(ref running);
                await Task.Delay(-1, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                Interlocked.Decrement(ref running);
            }))]);

            var starting = Record.ExceptionAsync(() => host.StartAsync(Soon));
            await Task.Delay(TimeSpan.FromMicroseconds(50 * (time % 40)), Soon);
            host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
            await starting;
            var report = await StopAsync(host);

            Assert.Equal((0, 0), (running, report.ExitCode));
            Assert.All(report.Units, static unit => Assert.True(unit.State is UnitState.Stopped or UnitState.Skipped or UnitState.Pending));
        }
    }

    [Fact]
    public async Task Of_an_instance_that_is_registered_twice_each_run_has_a_token_of_its_own()
    {
        var (running, both) = (0, new TaskCompletionSource());
        var service = new Executes(async stopping =>
        {
            if (Interlocked.Increment(ref running) == 2)
            {
                both.SetResult();
            }

            await Task.Delay(-1, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Interlocked.Decrement(ref running);
        });
        using var host = Adopt(service, service);
        await host.StartAsync(Soon);
        await both.Task;
        var dispatcher = host.Services.GetRequiredService<Dispatcher>();

        await dispatcher.StopAsync(dispatcher[dispatcher.Snapshot().Units[1].Name]);

        Assert.Equal(1, running);
        Assert.Equal([UnitState.Running, UnitState.Stopped], dispatcher.Snapshot().Units.Select(static unit => unit.State));
        Assert.Empty((await StopAsync(host)).Errors);
    }

    private static IHost Adopt(params IHostedService[] services)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        foreach (var service in services)
        {
            builder.Services.AddSingleton(service);
        }

        return builder.AddVahta(null, static options => options.StopBudget = Timeout.InfiniteTimeSpan).Build();
    }

    // Returns when the first part of each has run.
    private static async Task StartAsync(IHost host)
    {
        await host.StartAsync(Soon);
        await Task.WhenAll(host.Services.GetServices<IHostedService>().OfType<Executes>().Select(static service => service.Begun));
    }

    private static async Task<RunReport> StopAsync(IHost host)
    {
        await host.StopAsync(Soon);
        return await host.Services.GetRequiredService<Dispatcher>().StopAsync(Soon);
    }

    private sealed class Executes(Func<CancellationToken, Task> code) : BackgroundService
    {
        private readonly TaskCompletionSource _begun = new();

        public Task Begun => _begun.Task;

        protected override Task ExecuteAsync(CancellationToken stoppingToken)
        {
            var executing = code(stoppingToken);
            _begun.TrySetResult();
            return executing;
        }
    }

    private sealed class StartsItself(ConcurrentQueue<string> notes, string name) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            await Task.Delay(5, cancellationToken);
            notes.Enqueue($"starts {name}");
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            notes.Enqueue(name);
            return Task.CompletedTask;
        }
    }
}
