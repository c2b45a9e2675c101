using System.Net;

namespace Vahta.AspNetCore.Tests;

/// <summary>How a web server stops.</summary>
public sealed class DrainTests
{
    [Fact]
    public async Task N11_S55_readiness_fails_first_and_everything_is_served_until_the_port_closes_and_requests_in_flight_end_with_200()
    {
        var (begun, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var site = await Site.StartAsync(
            application =>
            {
                application.MapGet("/hello", () => "hello");
                application.MapGet("/slow", async () =>
                {
                    begun.SetResult();
                    await release.Task;
                    return "done";
                });
            },
            options: static options => options.DrainDelay = TimeSpan.FromSeconds(2));
        await site.UntilAsync("/health/ready", 200);
        var slow = site.Client.GetAsync("/slow");
        await begun.Task;

        var stopping = site.Application.StopAsync();
        await site.UntilAsync("/health/ready", 503);

        Assert.Equal((200, 200), (await site.StatusAsync("/hello"), await site.StatusAsync("/health/live")));
        await Assert.ThrowsAsync<HttpRequestException>(async () =>
        {
            // On connections of their own: until nobody listens any more.
            while (true)
            {
                using var fresh = new HttpClient { BaseAddress = site.Client.BaseAddress };
                await fresh.GetAsync("/hello");
            }
        });
        release.SetResult();
        Assert.Equal(HttpStatusCode.OK, (await slow).StatusCode);
        await stopping;
        Assert.Equal(0, (await site.Dispatcher.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task N11_a_request_that_outlasts_the_drain_is_aborted_and_holds_nobody_up()
    {
        var begun = new TaskCompletionSource();
        await using var site = await Site.StartAsync(
            application => application.MapGet("/endless", async (HttpContext context) =>
            {
                begun.SetResult();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }),
            options: static options => options.StopBudget = TimeSpan.FromSeconds(4));
        var endless = site.Client.GetAsync("/endless");
        await begun.Task;

        var report = await site.Dispatcher.StopAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => endless);
        Assert.Equal(UnitState.Stopped, report.Units.Single(static unit => unit.Name == "web-server").State);
        Assert.InRange(report.Stopping.TotalSeconds, 0, 4);
    }

    [Fact]
    public async Task N12_one_open_stream_of_events_is_told_at_the_announcement_ends_properly_and_does_not_hold_the_stop()
    {
        await using var site = await Site.StartAsync(static application => application.MapGet("/events", async (HttpContext context) =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: first\n\n");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/events") { Headers = { { "Accept", "text/event-stream" } } };
        using var response = await site.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var read = response.Content.ReadAsStringAsync();

        var report = await site.Dispatcher.StopAsync();

        Assert.Equal("data: first\n\n", await read);
        Assert.Equal((0, true), (report.ExitCode, report.Stopping < TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task The_server_starts_after_what_does_not_come_after_it_and_stops_before()
    {
        var journal = new List<string>();
        await using var site = await Site.StartAsync(
            static application => application.MapGet("/", () => "up"),
            dispatcher =>
            {
                dispatcher.AddLifespan("database", _ => Noted("database up"), _ => Noted("database down"));
                dispatcher.AddLifespan("greeter", _ => Noted("greeter up"), _ => Noted("greeter down")).After("web-server");
            });

        Assert.Equal(200, await site.StatusAsync("/"));
        await site.Application.StopAsync();

        Assert.Equal(["database up", "greeter up", "greeter down", "database down"], journal);

        Task Noted(string what)
        {
            journal.Add(what);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task A_port_that_is_taken_unwinds_what_was_started_and_is_named()
    {
        await using var first = await Site.StartAsync(static _ => { });
        var down = false;
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["urls"] = first.Client.BaseAddress!.ToString();
        builder.AddVahta(
            dispatcher => dispatcher.AddLifespan("database", _ => Task.CompletedTask, _ =>
            {
                down = true;
                return Task.CompletedTask;
            }),
            static options => options.HandleSignals = false);
        await using var second = builder.Build();

        var thrown = await Assert.ThrowsAsync<IOException>(() => second.StartAsync());

        Assert.Contains(first.Client.BaseAddress.Port.ToString(), thrown.Message, StringComparison.Ordinal);
        Assert.Equal((true, 3), (down, (await second.Services.GetRequiredService<Dispatcher>().StopAsync()).ExitCode));
    }
}
