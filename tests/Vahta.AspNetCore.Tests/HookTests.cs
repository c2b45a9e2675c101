namespace Vahta.AspNetCore.Tests;

/// <summary>aiohttp's on_startup, on_shutdown and on_cleanup: before serving, before the drain, after it.</summary>
public sealed class HookTests
{
    private readonly Journal _journal = new();

    [Fact]
    public async Task B1_D7_D8_hooks_come_before_serving_once_all_is_served_before_the_drain_and_after_it()
    {
        WebApplication application = null!;
        await using var site = await Site.StartAsync(
            built => (application = built).MapGet("/", () => "up"),
            dispatcher =>
            {
                dispatcher.AddLifespan("database", _journal.Opens("database"));
                dispatcher
                    .OnStarting(async _ => _journal.Note($"starting: {await AnswerAsync()}"))
                    .OnReady(async _ => _journal.Note($"ready: {await AnswerAsync()}"))
                    .OnStopping(async _ => _journal.Note($"stopping: {await AnswerAsync()}, readiness {await AnswerAsync("health/ready")}"))
                    .OnStopped(async _ => _journal.Note($"stopped: {await AnswerAsync()}"));
            });

        await application.StopAsync();

        Assert.Equal(
            ["starting: nobody", "database opens", "database up", "ready: 200", "stopping: 200, readiness 503", "database down", "stopped: nobody"],
            _journal.Lines);

        async Task<string> AnswerAsync(string path = "")
        {
            if (application.Urls.FirstOrDefault() is not { } address)
            {
                return "nobody";
            }

            using var client = new HttpClient();
            try
            {
                using var response = await client.GetAsync($"{address}/{path}");
                return $"{(int)response.StatusCode}";
            }
            catch (HttpRequestException)
            {
                return "nobody";
            }
        }
    }

    [Fact]
    public async Task B2_after_a_stopping_hook_that_throws_requests_in_flight_end_with_200_all_teardowns_run_and_it_is_told_once()
    {
        var (thrown, begun, release, announced) = (new IOException("no"), new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        await using var site = await Site.StartAsync(
            application => application.MapGet("/slow", async () =>
            {
                begun.SetResult();
                await release.Task;
                return "done";
            }),
            dispatcher =>
            {
                dispatcher.AddLifespan("database", _journal.Opens("database"));
                dispatcher.OnStopping(_ => throw thrown).OnStopping(_ =>
                {
                    announced.SetResult();
                    return _journal.NoteAsync("second hook");
                });
            });
        var slow = site.Client.GetStringAsync("/slow");
        await begun.Task;

        var stopping = site.Dispatcher.StopAsync();
        await announced.Task;
        release.SetResult();

        var report = await stopping;
        Assert.Equal("done", await slow);
        Assert.Equal(["database opens", "database up", "second hook", "database down"], _journal.Lines);
        Assert.Equal(1, report.ExitCode);
        Assert.Same(thrown, Assert.Single(report.Errors));
    }

    [Fact]
    public async Task B5_a_hook_after_the_start_is_refused()
    {
        await using var site = await Site.StartAsync(static _ => { });

        var refused = Assert.Throws<InvalidOperationException>(() => site.Dispatcher.OnStopping(_ => Task.CompletedTask));

        Assert.Contains("OnStopping", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OnStarting", false)]
    [InlineData("OnStarting", true)]
    [InlineData("OnReady", false)]
    [InlineData("OnReady", true)]
    [InlineData("OnStopping", false)]
    [InlineData("OnStopping", true)]
    [InlineData("OnStopped", false)]
    [InlineData("OnStopped", true)]
    public async Task B2_G1_G2_G3_whichever_hook_throws_or_hangs_setups_are_paired_it_is_told_once_and_the_end_comes_in_time(string point, bool hangs)
    {
        var (thrown, called) = (new IOException("no"), new TaskCompletionSource());
        await using var application = Site.Build(
            static built => built.MapGet("/", () => "up"),
            dispatcher =>
            {
                dispatcher.AddLifespan("database", _journal.Opens("database"));
                On(dispatcher, point, async _ =>
                {
                    called.TrySetResult();
                    await (hangs ? Task.Delay(Timeout.Infinite, CancellationToken.None) : Task.FromException(thrown));
                });
            },
            static options => options.StopBudget = TimeSpan.FromSeconds(4));
        var dispatcher = application.Services.GetRequiredService<Dispatcher>();
        var lifetime = application.Services.GetRequiredService<IHostApplicationLifetime>();
        lifetime.ApplicationStopping.Register(() => _journal.Note("application stopping"));
        lifetime.ApplicationStopped.Register(() => _journal.Note("application stopped"));

        var starting = application.StartAsync();
        await Task.WhenAny(starting, hangs && point is "OnStarting" or "OnReady" ? called.Task : starting);
        await application.StopAsync();
        await Task.WhenAny(starting);

        var report = await dispatcher.StopAsync();
        var failsStart = point == "OnStarting";
        Assert.Equal(
            failsStart ? ["application stopping", "application stopped"] : ["database opens", "database up", "application stopping", "database down", "application stopped"],
            _journal.Lines);
        var told = Assert.Single(report.Errors);
        Assert.Equal(hangs, told is TimeoutException);
        Assert.True(hangs || told == thrown);
        Assert.Equal((failsStart && !hangs ? 3 : 1, true), (report.ExitCode, report.Stopping < TimeSpan.FromSeconds(4)));
        Assert.Equal(failsStart && !hangs, starting.IsFaulted);
    }

    private static void On(Dispatcher dispatcher, string point, Func<CancellationToken, Task> hook) => _ = point switch
    {
        "OnStarting" => dispatcher.OnStarting(hook),
        "OnReady" => dispatcher.OnReady(hook),
        "OnStopping" => dispatcher.OnStopping(hook),
        _ => dispatcher.OnStopped(hook),
    };
}
