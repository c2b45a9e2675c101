using System.Net;
using Microsoft.Extensions.Logging;

namespace Vahta.AspNetCore.Tests;

/// <summary>How a stream of events ends with its application.</summary>
public sealed class StreamTests
{
    [Fact]
    public async Task J6_a_stream_that_nobody_asked_for_by_name_is_known_by_what_it_sends()
    {
        await using var site = await Site.StartAsync(static application => application.MapGet("/events", SendAsync));
        using var response = await site.Client.GetAsync("/events", HttpCompletionOption.ResponseHeadersRead);
        var read = response.Content.ReadAsStringAsync();

        AssertQuick(await site.Dispatcher.StopAsync());

        Assert.Equal("data: first\n\n", await read);
    }

    [Fact]
    public async Task J6_events_of_ASP_NET_Core_s_own_making_end_properly()
    {
        await using var site = await Site.StartAsync(static application => application.MapGet("/events", static (CancellationToken token) => TypedResults.ServerSentEvents(Ticks(token))));
        using var response = await site.Client.GetAsync("/events", HttpCompletionOption.ResponseHeadersRead);
        var read = response.Content.ReadAsStringAsync();

        AssertQuick(await site.Dispatcher.StopAsync());

        Assert.Contains("data: tick", await read, StringComparison.Ordinal);

        static async IAsyncEnumerable<string> Ticks([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
        {
            yield return "tick";
            await Task.Delay(Timeout.Infinite, token);
        }
    }

    [Fact]
    public async Task N12_a_client_that_never_reads_and_a_handler_that_never_listens_hold_the_stop_two_seconds_at_most()
    {
        await using var site = await Site.StartAsync(static application => application.MapGet("/events", static async (HttpContext context) =>
        {
            context.Response.ContentType = "text/event-stream";
            var aborted = context.RequestAborted;
            while (!aborted.IsCancellationRequested || context.Response.HasStarted)
            {
                await context.Response.Body.WriteAsync(new byte[100_000], CancellationToken.None);
                if (context.Features.Get<Microsoft.AspNetCore.Connections.Features.IConnectionLifetimeFeature>()!.ConnectionClosed.IsCancellationRequested)
                {
                    return;
                }
            }
        }));
        using var response = await site.Client.GetAsync("/events", HttpCompletionOption.ResponseHeadersRead);

        var report = await site.Dispatcher.StopAsync();

        Assert.InRange(report.Stopping.TotalSeconds, 0, 5);
        Assert.Equal((0, "aborted 1 request: GET /events"), (report.ExitCode, report.Units.Single(static unit => unit.Name == "web-server").Status));
    }

    [Fact]
    public async Task J6_one_that_has_sent_nothing_yet_is_answered_so_that_its_client_asks_again()
    {
        var begun = new TaskCompletionSource();
        await using var site = await Site.StartAsync(application => application.MapGet("/events", async (CancellationToken token) =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, token);
        }));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/events") { Headers = { { "Accept", "text/event-stream" } } };
        var asked = site.Client.SendAsync(request);
        await begun.Task;

        AssertQuick(await site.Dispatcher.StopAsync());

        using var response = await asked;
        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task J6_N12_a_hundred_streams_end_at_once()
    {
        await using var site = await Site.StartAsync(static application => application.MapGet("/events", SendAsync));
        var responses = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => site.Client.GetAsync("/events", HttpCompletionOption.ResponseHeadersRead)));
        var read = responses.Select(static response => response.Content.ReadAsStringAsync()).ToList();

        AssertQuick(await site.Dispatcher.StopAsync());

        Assert.All(await Task.WhenAll(read), static text => Assert.Equal("data: first\n\n", text));
    }

    [Fact]
    public async Task J6_a_server_that_is_stopped_alone_tells_its_streams_too()
    {
        await using var site = await Site.StartAsync(static application => application.MapGet("/events", SendAsync));
        using var response = await site.Client.GetAsync("/events", HttpCompletionOption.ResponseHeadersRead);
        var read = response.Content.ReadAsStringAsync();

        await site.Dispatcher.StopAsync("web-server");

        Assert.Equal("data: first\n\n", await read);
        Assert.Equal(DispatcherState.Running, site.Dispatcher.State);
    }

    [Fact]
    public async Task G3_a_callback_that_fails_when_a_stream_is_told_is_told_in_its_turn_and_keeps_nobody_up()
    {
        var lines = new Lines();
        await using var site = await Site.StartAsync(
            static application => application.MapGet("/events", static async (HttpContext context) =>
            {
                context.RequestAborted.Register(static () => throw new InvalidOperationException("clumsy"));
                await SendAsync(context);
            }),
            build: builder => builder.Logging.AddProvider(lines));
        using var response = await site.Client.GetAsync("/events", HttpCompletionOption.ResponseHeadersRead);
        var read = response.Content.ReadAsStringAsync();

        AssertQuick(await site.Dispatcher.StopAsync());

        Assert.Equal("data: first\n\n", await read);
        await lines.UntilAsync("A callback registered on HttpContext.RequestAborted failed");
    }

    private static async Task SendAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync("data: first\n\n");
        await context.Response.Body.FlushAsync();
        await Task.Delay(Timeout.Infinite, context.RequestAborted);
    }

    private static void AssertQuick(RunReport report) => Assert.Equal((0, true), (report.ExitCode, report.Stopping < TimeSpan.FromSeconds(5)));
}
