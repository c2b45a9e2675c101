namespace Vahta.AspNetCore.Tests;

/// <summary>Handlers, clients and programs that make it hard for a server to stop.</summary>
public sealed class AttackTests
{
    [Fact]
    public async Task G2_a_handler_that_ignores_its_token_is_left_behind_by_the_line_at_which_it_waits_and_what_it_needs_is_closed_after_it()
    {
        var (begun, never) = (new TaskCompletionSource(), new TaskCompletionSource());
        var closed = false;
        await using var site = await Site.StartAsync(
            application => application.MapGet("/stubborn", async () =>
            {
                begun.SetResult();
                await never.Task;
            }),
            dispatcher => dispatcher.AddLifespan("database", static _ => Task.CompletedTask, _ =>
            {
                closed = true;
                return Task.CompletedTask;
            }),
            static options => options.StopBudget = TimeSpan.FromSeconds(4));
        var stubborn = site.Client.GetAsync("/stubborn");
        await begun.Task;

        var report = await site.Dispatcher.StopAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => stubborn);
        var server = report.Units.Single(static unit => unit.Name == "web-server");
        Assert.Equal((UnitState.Abandoned, "aborted 1 request: GET /stubborn", 4, true), (server.State, server.Status, report.ExitCode, closed));
        Assert.Contains($"{nameof(AttackTests)}.cs:", server.AwaitingAt, StringComparison.Ordinal);
        Assert.InRange(report.Stopping.TotalSeconds, 0, 4);
        never.SetResult();
    }

    [Fact]
    public async Task S56_a_handler_that_goes_on_after_its_request_was_aborted_is_waited_for_before_what_it_needs_is_closed()
    {
        var begun = new TaskCompletionSource();
        var journal = new List<string>();
        await using var site = await Site.StartAsync(
            application => application.MapGet("/thorough", async (CancellationToken aborted) =>
            {
                begun.SetResult();
                await Task.Delay(Timeout.Infinite, aborted).ContinueWith(static _ => { }, TaskScheduler.Default);
                await Task.Delay(1500, CancellationToken.None);
                journal.Add("handler");
            }),
            dispatcher =>
            {
                dispatcher.WebServer().DrainWithin(TimeSpan.FromMilliseconds(200)).StopWithin(TimeSpan.FromSeconds(8));
                dispatcher.AddLifespan("database", static _ => Task.CompletedTask, _ =>
                {
                    journal.Add("database");
                    return Task.CompletedTask;
                });
            });
        _ = site.Client.GetAsync("/thorough").ContinueWith(static asked => asked.Exception, TaskScheduler.Default);
        await begun.Task;

        var report = await site.Dispatcher.StopAsync();

        Assert.Equal(["handler", "database"], journal);
        Assert.Equal(0, report.ExitCode);
    }

    [Fact]
    public async Task S54_a_second_request_to_stop_ends_the_drain()
    {
        var begun = new TaskCompletionSource();
        await using var site = await Site.StartAsync(
            application => application.MapGet("/endless", async (CancellationToken aborted) =>
            {
                begun.SetResult();
                await Task.Delay(Timeout.Infinite, aborted);
            }),
            options: static options => options.DrainDelay = TimeSpan.FromSeconds(5));
        var endless = site.Client.GetAsync("/endless");
        await begun.Task;
        using var hurry = new CancellationTokenSource();
        var stopping = site.Dispatcher.StopAsync(hurry.Token);
        await site.UntilAsync("/health/ready", 503);

        await hurry.CancelAsync();
        var report = await stopping;

        await Assert.ThrowsAnyAsync<Exception>(() => endless);
        Assert.InRange(report.Stopping.TotalSeconds, 0, 4);
        Assert.Equal("aborted 1 request: GET /endless", report.Units.Single(static unit => unit.Name == "web-server").Status);
    }

    [Fact]
    public async Task J3_what_outlasts_the_drain_is_aborted_and_counted_by_what_it_is()
    {
        var begun = new Countdown(7);
        await using var site = await Site.StartAsync(
            application => application.MapGet("/endless/{number}", async (CancellationToken aborted) =>
            {
                begun.Signal();
                await Task.Delay(Timeout.Infinite, aborted);
            }),
            options: static options => options.StopBudget = TimeSpan.FromSeconds(4));
        var endless = Enumerable.Range(0, 7).Select(number => site.Client.GetAsync($"/endless/{number}")).ToList();
        await begun.Reached;

        var report = await site.Dispatcher.StopAsync();

        foreach (var one in endless)
        {
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => one);
        }

        Assert.Matches(@"^aborted 7 requests: (GET /endless/\d, ){5}…$", report.Units.Single(static unit => unit.Name == "web-server").Status);
    }

    [Fact]
    public async Task D9_a_stop_while_others_still_start_never_serves_and_is_over_at_once()
    {
        var started = new TaskCompletionSource();
        var builder = WebApplication.CreateBuilder();
        builder.AddVahta(
            dispatcher => dispatcher.AddJob("migrate", async token =>
            {
                started.SetResult();
                await Task.Delay(Timeout.Infinite, token);
            }),
            static options => (options.HandleSignals, options.DrainDelay) = (false, TimeSpan.FromSeconds(20)));
        await using var application = builder.Build();
        var starting = application.StartAsync();
        await started.Task;

        var report = await application.Services.GetRequiredService<Dispatcher>().StopAsync();

        await starting;
        Assert.Equal((UnitState.Skipped, 0, false), (report.Units.Single(static unit => unit.Name == "web-server").State, report.ExitCode, report.StartCompleted));
        Assert.InRange(report.Stopping.TotalSeconds, 0, 5);
    }

    [Fact]
    public async Task J15_a_unit_that_fails_stops_the_server_and_requests_in_flight_finish()
    {
        var (begun, fail, release) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        await using var site = await Site.StartAsync(
            application => application.MapGet("/slow", async () =>
            {
                begun.SetResult();
                await release.Task;
                return "done";
            }),
            dispatcher => dispatcher.AddTask("poller", async _ =>
            {
                await fail.Task;
                throw new InvalidOperationException("out of luck");
            }));
        var slow = site.Client.GetStringAsync("/slow");
        await begun.Task;

        fail.SetResult();
        await site.Application.Lifetime.ApplicationStopping.AsTask();
        release.SetResult();

        Assert.Equal("done", await slow);
        await site.Application.WaitForShutdownAsync();
        Assert.Equal((1, "poller"), ((await site.Dispatcher.StopAsync()).ExitCode, (await site.Dispatcher.StopAsync()).Reason.Unit));
    }

    /// <summary>So many, of whom the last is waited for.</summary>
    private sealed class Countdown(int count)
    {
        private readonly TaskCompletionSource _reached = new();
        private int _left = count;

        public Task Reached => _reached.Task;

        public void Signal()
        {
            if (Interlocked.Decrement(ref _left) == 0)
            {
                _reached.SetResult();
            }
        }
    }
}
