using System.Net;

namespace Vahta.AspNetCore.Tests;

/// <summary>What a request leaves behind outlives it, and is drained at the stop.</summary>
public sealed class BackgroundWorkTests
{
    private readonly Journal _journal = new();

    [Fact]
    public async Task J10_work_that_a_request_spawned_outlives_its_client_its_token_and_its_scope()
    {
        var (spawned, gone, goOn, ended) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource<string>());
        await using var site = await Site.StartAsync(
            application => application.MapPost("/thumb", async (HttpContext context, Dispatcher dispatcher, Scoped scoped) =>
            {
                scoped.Gone = gone;
                var aborted = context.RequestAborted;
                dispatcher.TrySpawn("thumb", async token =>
                {
                    await goOn.Task;
                    ended.SetResult($"cancelled: {token.IsCancellationRequested}, client gone: {aborted.IsCancellationRequested}, context: {new HttpContextAccessor().HttpContext}");
                });
                spawned.SetResult();
                await Task.Delay(Timeout.Infinite, aborted);
            }),
            build: static builder => builder.Services.AddScoped<Scoped>().AddHttpContextAccessor());
        using (var client = new CancellationTokenSource())
        {
            var posting = site.Client.PostAsync("/thumb", null, client.Token);
            await spawned.Task;
            await client.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => posting);
        }

        await gone.Task;
        goOn.SetResult();

        Assert.Equal("cancelled: False, client gone: True, context: ", await ended.Task);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task J10_it_is_drained_before_any_lifespan_goes_down_and_waits_for_no_answer(bool awaitsRoom)
    {
        var goOn = new TaskCompletionSource();
        await using var site = await Site.StartAsync(
            application => application.MapPost("/thumb", async (Dispatcher dispatcher, CancellationToken aborted) =>
            {
                Task Make(CancellationToken token) => MakeAsync(goOn.Task);
                if (awaitsRoom)
                {
                    await dispatcher.SpawnAsync("thumb", Make, aborted);
                    return Results.Accepted();
                }

                return dispatcher.TrySpawn("thumb", Make) ? Results.Accepted() : Results.StatusCode(503);
            }),
            dispatcher =>
            {
                dispatcher.AddLifespan("disk", _journal.Opens("disk"));
                dispatcher.OnStopping(_ =>
                {
                    goOn.SetResult();
                    return Task.CompletedTask;
                });
            });
        using var answer = await site.Client.PostAsync("/thumb", null);

        var report = await site.Dispatcher.StopAsync();

        Assert.Equal((HttpStatusCode.Accepted, 0), (answer.StatusCode, report.ExitCode));
        Assert.Equal(["disk opens", "disk up", "thumb made", "disk down"], _journal.Lines);
    }

    [Fact]
    public async Task J10_a_request_in_flight_when_the_stop_is_announced_may_still_leave_work()
    {
        var (begun, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var site = await Site.StartAsync(
            application => application.MapPost("/thumb", async (Dispatcher dispatcher) =>
            {
                begun.SetResult();
                await goOn.Task;
                return dispatcher.TrySpawn("thumb", async _ => await MakeAsync(Task.Delay(100, CancellationToken.None))) ? Results.Accepted() : Results.StatusCode(503);
            }),
            dispatcher => dispatcher.AddLifespan("disk", _journal.Opens("disk")));
        var posting = site.Client.PostAsync("/thumb", null);
        await begun.Task;

        var stopping = site.Dispatcher.StopAsync();
        await site.Dispatcher.Stopping.WhenFiredAsync();
        goOn.SetResult();

        using var answer = await posting;
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(0, (await stopping).ExitCode);
        Assert.Equal(["disk opens", "disk up", "thumb made", "disk down"], _journal.Lines);
        Assert.False(site.Dispatcher.TrySpawn("late", _ => _journal.NoteAsync("late")));
    }

    [Fact]
    public async Task J10_L8_what_comes_after_the_server_has_stopped_is_refused()
    {
        var (asked, site) = (new TaskCompletionSource<bool>(), (Site?)null);
        site = await Site.StartAsync(
            static _ => { },
            dispatcher => dispatcher.AddLifespan("disk", _ => Task.CompletedTask, _ =>
            {
                asked.SetResult(dispatcher.TrySpawn("late", _ => _journal.NoteAsync("late")));
                return Task.CompletedTask;
            }));

        await site.DisposeAsync();

        Assert.False(await asked.Task);
        Assert.Empty(_journal.Lines);
    }

    [Fact]
    public async Task J11_work_that_fails_is_told_once_by_its_name_and_the_next_is_done()
    {
        await using var site = await Site.StartAsync(application => application.MapPost("/thumb", (Dispatcher dispatcher) =>
        {
            dispatcher.TrySpawn("broken thumb", static _ => throw new IOException("no disk"));
            dispatcher.TrySpawn("thumb", _ => MakeAsync(Task.CompletedTask));
        }));
        await using var events = site.Dispatcher.Subscribe();
        using var answer = await site.Client.PostAsync("/thumb", null);

        var report = await site.Dispatcher.StopAsync();

        Assert.Equal((HttpStatusCode.OK, 0), (answer.StatusCode, report.ExitCode));
        Assert.Equal(["thumb made"], _journal.Lines);
        var told = new List<UnitItemFailed>();
        await foreach (var one in events)
        {
            told.AddRange(one is UnitItemFailed failed ? [failed] : []);
        }

        Assert.Equal("'broken thumb'", Assert.Single(told).Item);
    }

    [Fact]
    public async Task J10_what_is_posted_to_a_pool_by_a_request_in_flight_at_the_stop_is_worked_on()
    {
        var (begun, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var site = await Site.StartAsync(
            application => application.MapPost("/mail", async (Pool<string> mails, CancellationToken aborted) =>
            {
                begun.SetResult();
                await goOn.Task;
                await mails.PostAsync("thumb", aborted);
                return Results.Accepted();
            }),
            dispatcher =>
            {
                var disk = dispatcher.AddLifespan("disk", _journal.Opens("disk"));
                dispatcher.AddPool<string>("mails", async (_, _) => await MakeAsync(Task.Delay(50, CancellationToken.None))).After(disk);
            });
        var posting = site.Client.PostAsync("/mail", null);
        await begun.Task;

        var stopping = site.Dispatcher.StopAsync();
        await site.Dispatcher.Stopping.WhenFiredAsync();
        goOn.SetResult();

        Assert.Equal((HttpStatusCode.Accepted, 0), ((await posting).StatusCode, (await stopping).ExitCode));
        Assert.Equal(["disk opens", "disk up", "thumb made", "disk down"], _journal.Lines);
    }

    private async Task MakeAsync(Task first)
    {
        await first;
        _journal.Note("thumb made");
    }

    private sealed class Scoped : IDisposable
    {
        public TaskCompletionSource? Gone { get; set; }

        public void Dispose() => Gone?.SetResult();
    }
}
