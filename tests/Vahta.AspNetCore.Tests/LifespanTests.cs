using System.Net;

namespace Vahta.AspNetCore.Tests;

/// <summary>aiohttp's cleanup_ctx in a web application, and what leaks there: what was set up is torn down, whatever happens next.</summary>
public sealed class LifespanTests
{
    private readonly Journal _journal = new();

    [Fact]
    public async Task A12_iterators_factories_and_pairs_keep_one_order_around_the_server()
    {
        await using var site = await Site.StartAsync(
            static application => application.MapGet("/", () => "up"),
            dispatcher =>
            {
                dispatcher.AddLifespan("iterator", _journal.Opens("iterator"));
                dispatcher.AddLifespan("factory", _ => Task.FromResult(new Resource(_journal)));
                dispatcher.AddLifespan("pair", _ => _journal.NoteAsync("pair up"), _ => _journal.NoteAsync("pair down"));
            },
            static options => options.InOrder = true);
        Assert.Equal("up", await site.TextAsync("/"));

        await site.Application.StopAsync();

        Assert.Equal(["iterator opens", "iterator up", "factory up", "pair up", "pair down", "factory down", "iterator down"], _journal.Lines);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A2_A3_A4_a_setup_of_three_that_throws_leaves_nothing_set_up_and_nobody_served(bool byRun)
    {
        var thrown = new IOException("no");
        var application = Site.Build(
            static built => built.MapGet("/", () => "up"),
            dispatcher =>
            {
                dispatcher.AddLifespan("first", _journal.Opens("first"));
                dispatcher.AddLifespan("second", _journal.Opens("second", opening: thrown)).After("first");
                dispatcher.AddLifespan("third", _journal.Opens("third")).After("second");
            });

        Assert.Same(thrown, await Assert.ThrowsAsync<IOException>(() => byRun ? application.RunAsync() : application.StartAsync()));

        Assert.Equal(["first opens", "first up", "second opens", "first down"], _journal.Lines);
        await application.DisposeAsync();
        Assert.Equal(4, _journal.Lines.Count);
    }

    [Fact]
    public async Task D3_a_stop_during_the_setup_of_the_second_cancels_that_and_tears_the_first_down()
    {
        var opening = new TaskCompletionSource();
        await using var application = Site.Build(
            static built => built.MapGet("/", () => "up"),
            dispatcher =>
            {
                dispatcher.AddLifespan("first", _journal.Opens("first"));
                dispatcher.AddLifespan("second", async stopping =>
                {
                    opening.SetResult();
                    await Task.Delay(Timeout.Infinite, stopping);
                }, _ => _journal.NoteAsync("second down")).After("first");
            });
        var starting = application.StartAsync();
        await opening.Task;

        application.Lifetime.StopApplication();

        await starting;
        Assert.Equal(["first opens", "first up", "first down"], _journal.Lines);
        Assert.Equal(0, (await application.Services.GetRequiredService<Dispatcher>().StopAsync()).ExitCode);
    }

    [Fact]
    public async Task E4_E5_a_hurry_during_a_teardown_does_not_interrupt_it_and_the_others_still_run()
    {
        var (closing, goOn) = (new TaskCompletionSource<CancellationToken>(), new TaskCompletionSource());
        await using var site = await Site.StartAsync(
            static _ => { },
            dispatcher =>
            {
                dispatcher.AddLifespan("first", _journal.Opens("first"));
                dispatcher.AddLifespan("second", _ => Task.CompletedTask, async aborting =>
                {
                    closing.SetResult(aborting);
                    await goOn.Task;
                    await _journal.NoteAsync($"second down, {(aborting.IsCancellationRequested ? "aborted" : "in peace")}");
                }).After("first");
            });
        using var hurry = new CancellationTokenSource();
        var stopping = site.Application.StopAsync(hurry.Token);
        await closing.Task;

        await hurry.CancelAsync();
        goOn.SetResult();

        await stopping;
        Assert.Equal(["first opens", "first up", "second down, in peace", "first down"], _journal.Lines);
    }

    [Fact]
    public async Task J15_a_unit_that_dies_stops_the_server_with_its_requests_served()
    {
        var (begun, release, die) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        var died = new IOException("the disk is gone");
        await using var site = await Site.StartAsync(
            application => application.MapGet("/slow", async () =>
            {
                begun.SetResult();
                await release.Task;
                return "done";
            }),
            dispatcher => dispatcher.AddTask("poller", async _ =>
            {
                await die.Task;
                throw died;
            }));
        var slow = site.Client.GetStringAsync("/slow");
        await begun.Task;

        die.SetException(died);
        await site.Dispatcher.Stopping.WhenFiredAsync();
        release.SetResult();

        Assert.Equal("done", await slow);
        await site.Application.WaitForShutdownAsync();
        var report = await site.Dispatcher.StopAsync();
        Assert.Equal((1, StopCause.UnitFailed, "poller"), (report.ExitCode, report.Reason.Cause, report.Reason.Unit));
        Assert.Same(died, Assert.Single(report.Errors));
    }

    [Fact]
    public async Task D9_a_stop_before_the_start_starts_nothing_and_serves_nobody()
    {
        await using var application = Site.Build(static _ => { }, dispatcher => dispatcher.AddLifespan("first", _journal.Opens("first")));
        var dispatcher = application.Services.GetRequiredService<Dispatcher>();

        dispatcher.RequestStop();
        await application.StartAsync();

        Assert.Empty(_journal.Lines);
        Assert.Empty(application.Urls);
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task S43_F4_A20_stops_from_a_request_and_from_everywhere_at_once_are_one_stop_and_each_teardown_runs_once()
    {
        await using var site = await Site.StartAsync(
            static application => application.MapPost("/stop", static (Dispatcher dispatcher) => dispatcher.RequestStop("by a request", 7)),
            dispatcher => dispatcher.AddLifespan("first", _journal.Opens("first")));

        var dispatcher = site.Dispatcher;
        using (var asked = await site.Client.PostAsync("/stop", null))
        {
            Assert.Equal(HttpStatusCode.OK, asked.StatusCode);
        }

        await Task.WhenAll(site.Application.StopAsync(), dispatcher.StopAsync(), site.Application.StopAsync(), site.Application.DisposeAsync().AsTask());

        Assert.Equal(["first opens", "first up", "first down"], _journal.Lines);
        Assert.Equal((7, "by a request"), ((await dispatcher.StopAsync()).ExitCode, (await dispatcher.StopAsync()).Reason.Message));
    }

    private sealed class Resource : IAsyncDisposable
    {
        private readonly Journal _journal;

        public Resource(Journal journal)
        {
            _journal = journal;
            journal.Note("factory up");
        }

        public async ValueTask DisposeAsync() => await _journal.NoteAsync("factory down");
    }
}
