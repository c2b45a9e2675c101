using System.Net;

namespace Vahta.AspNetCore.Tests;

/// <summary>What an endpoint says of its requests: they must finish, or may be cancelled.</summary>
public sealed class EndingTests
{
    [Fact]
    public async Task J7_a_request_whose_client_leaves_completes_where_it_must_finish_or_does_not_look()
    {
        var (inattentive, mustFinish) = (new Work(), new Work());
        await using var site = await Site.StartAsync(application =>
        {
            application.MapGet("/inattentive", () => inattentive.DoAsync(CancellationToken.None));
            application.MapGet("/must-finish", mustFinish.DoAsync).MustFinish();
        });

        await LeaveAsync(site, "/inattentive", inattentive);
        await LeaveAsync(site, "/must-finish", mustFinish);
        inattentive.Finish();
        mustFinish.Finish();

        Assert.Equal(("done", "done"), (await inattentive.Ended, await mustFinish.Ended));
    }

    [Fact]
    public async Task J8_a_handler_that_takes_the_token_is_cancelled_when_its_client_leaves()
    {
        var work = new Work();
        await using var site = await Site.StartAsync(application => application.MapGet("/", work.DoAsync));

        await LeaveAsync(site, "/", work);

        Assert.Equal("cancelled", await work.Ended);
    }

    [Fact]
    public async Task J2_an_answer_that_may_be_events_but_is_not_finishes_as_any_other()
    {
        var work = new Work();
        await using var site = await Site.StartAsync(application => application.MapPost("/tool", work.DoAsync));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/tool");
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        var answered = site.Client.SendAsync(request);
        await work.Begun;

        var stopping = site.Dispatcher.StopAsync();
        await site.Dispatcher.Stopping.WhenFiredAsync();
        work.Finish();

        using var answer = await answered;
        Assert.Equal(("done", HttpStatusCode.OK, 0), (await work.Ended, answer.StatusCode, (await stopping).ExitCode));
    }

    [Fact]
    public async Task What_may_be_cancelled_is_cancelled_at_the_announcement_and_its_client_is_sent_elsewhere()
    {
        var (poll, report) = (new Work(), new Work());
        await using var site = await Site.StartAsync(
            application =>
            {
                application.MapGet("/poll", poll.DoAsync).MayBeCancelled();
                application.MapGet("/report", report.DoAsync);
            },
            options: static options => options.DrainDelay = TimeSpan.FromSeconds(1));
        var (polled, reported) = (site.Client.GetAsync("/poll"), site.Client.GetAsync("/report"));
        await Task.WhenAll(poll.Begun, report.Begun);

        var stopping = site.Dispatcher.StopAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await polled).StatusCode);
        Assert.False(report.Ended.IsCompleted);
        report.Finish();
        Assert.Equal(HttpStatusCode.OK, (await reported).StatusCode);
        Assert.Equal(0, (await stopping).ExitCode);
    }

    [Fact]
    public async Task What_must_finish_outlasts_the_drain_and_is_answered_while_the_others_are_aborted()
    {
        var (payment, report) = (new Work(), new Work());
        await using var site = await Site.StartAsync(
            application =>
            {
                application.MapGet("/payment", payment.DoAsync).MustFinish();
                application.MapGet("/report", report.DoAsync);
            },
            options: static options => options.StopBudget = TimeSpan.FromSeconds(6));
        var (paid, reported) = (site.Client.GetAsync("/payment"), site.Client.GetAsync("/report"));
        await Task.WhenAll(payment.Begun, report.Begun);

        var stopping = site.Dispatcher.StopAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => reported);
        Assert.Equal("cancelled", await report.Ended);
        payment.Finish();
        Assert.Equal(HttpStatusCode.OK, (await paid).StatusCode);
        var row = (await stopping).Units.Single(static unit => unit.Name == "web-server");
        Assert.Equal((UnitState.Stopped, "aborted 1 request: GET /report"), (row.State, row.Status));
    }

    [Fact]
    public async Task What_must_finish_is_cancelled_when_all_time_is_up()
    {
        var payment = new Work();
        await using var site = await Site.StartAsync(
            application => application.MapGet("/payment", payment.DoAsync).MustFinish(),
            options: static options => options.StopBudget = TimeSpan.FromSeconds(3));
        var paid = site.Client.GetAsync("/payment");
        await payment.Begun;

        var report = await site.Dispatcher.StopAsync();

        Assert.Equal("cancelled", await payment.Ended);
        await Assert.ThrowsAnyAsync<Exception>(() => paid);
        Assert.InRange(report.Stopping.TotalSeconds, 1.5, 3);
    }

    [Fact]
    public async Task An_attribute_says_it_as_well_of_a_handler_that_is_a_method()
    {
        var work = new Work();
        await using var site = await Site.StartAsync(application => application.MapGet("/", [MustFinish] (CancellationToken token) => work.DoAsync(token)));

        await LeaveAsync(site, "/", work);
        work.Finish();

        Assert.Equal("done", await work.Ended);
    }

    private static async Task LeaveAsync(Site site, string path, Work work)
    {
        using var leave = new CancellationTokenSource();
        using var client = new HttpClient { BaseAddress = site.Client.BaseAddress };
        var asked = client.GetAsync(path, leave.Token);
        await work.Begun;
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        await site.UntilAsync("/health/live", 200);
    }

    /// <summary>What a handler does until it is told that it is done, and how that ended.</summary>
    private sealed class Work
    {
        private readonly TaskCompletionSource _begun = new();
        private readonly TaskCompletionSource _finish = new();
        private readonly TaskCompletionSource<string> _ended = new();

        public Task Begun => _begun.Task;

        public Task<string> Ended => _ended.Task;

        public void Finish() => _finish.TrySetResult();

        public async Task DoAsync(CancellationToken token)
        {
            _begun.TrySetResult();
            try
            {
                await _finish.Task.WaitAsync(token);
                _ended.SetResult("done");
            }
            catch (OperationCanceledException)
            {
                _ended.SetResult("cancelled");
                throw;
            }
        }
    }
}
