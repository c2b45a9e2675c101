using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Logging;

namespace Vahta.AspNetCore.Tests;

/// <summary>The web server as a unit of whom things are said.</summary>
public sealed class WebServerTests
{
    [Fact]
    public async Task J18_it_stops_the_application_in_order_when_it_has_taken_as_many_requests_as_it_may()
    {
        await using var site = await Site.StartAsync(
            static application => application.MapGet("/hello", () => "hello"),
            static dispatcher => dispatcher.WebServer().MaxRequests(20, jitter: 0));

        var answers = new List<HttpStatusCode>();
        for (var count = 0; count < 20; count++)
        {
            using var answer = await site.Client.GetAsync("/hello");
            answers.Add(answer.StatusCode);
        }

        await site.Application.WaitForShutdownAsync();
        var report = await site.Dispatcher.StopAsync();
        Assert.All(answers, static status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Equal((0, "requested: it has taken 20 requests, which is its MaxRequests"), (report.ExitCode, report.Reason.ToString()));
    }

    [Fact]
    public async Task J18_how_many_it_may_take_can_be_said_until_it_starts()
    {
        var application = Site.Build(static application => application.MapGet("/hello", () => "hello"));
        application.Services.GetRequiredService<Dispatcher>().WebServer().MaxRequests(2, jitter: 0);
        await application.StartAsync();
        using var client = new HttpClient { BaseAddress = new(application.Urls.Single()) };

        await client.GetStringAsync("/hello");
        await client.GetStringAsync("/hello");

        await application.WaitForShutdownAsync();
        await application.DisposeAsync();
    }

    [Fact]
    public async Task It_takes_the_words_of_every_unit_and_those_of_its_drain()
    {
        var (begun, journal) = (new TaskCompletionSource(), new List<string>());
        await using var site = await Site.StartAsync(
            application => application.MapGet("/endless", async (CancellationToken aborted) =>
            {
                begun.SetResult();
                await Task.Delay(Timeout.Infinite, aborted);
            }),
            dispatcher =>
            {
                dispatcher.WebServer().DrainDelay(TimeSpan.Zero).DrainWithin(TimeSpan.FromMilliseconds(200)).StopWithin(TimeSpan.FromSeconds(1)).After("database");
                dispatcher.AddLifespan("database", static _ => Task.CompletedTask, _ =>
                {
                    journal.Add("down");
                    return Task.CompletedTask;
                });
            },
            static options => options.DrainDelay = TimeSpan.FromSeconds(15));
        var endless = site.Client.GetAsync("/endless");
        await begun.Task;

        var report = await site.Dispatcher.StopAsync();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => endless);
        Assert.InRange(report.Stopping.TotalSeconds, 0.15, 3);
        Assert.Equal(["down"], journal);
    }

    [Theory]
    [InlineData("Vahta:DrainDelay", "3s")]
    [InlineData("Vahta:DrainDelay", "9s", "Vahta:Units:web-server:DrainDelay", "3s")]
    public async Task Its_drain_can_be_configured(params string[] delays)
    {
        await using var site = await Site.StartAsync(
            static _ => { },
            build: builder =>
            {
                foreach (var said in delays.Chunk(2))
                {
                    builder.Configuration[said[0]] = said[1];
                }

                builder.Configuration["Vahta:MaxUptime"] = "6h";
                builder.Configuration["Vahta:Units:web-server:DrainWithin"] = "7s";
            },
            options: static options => options.DrainDelay = TimeSpan.Zero);

        var server = site.Dispatcher["web-server"].Unit;

        Assert.Equal((TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(7)), (server.DrainDelay, server.DrainWithin));
    }

    [Fact]
    public void There_is_one_and_another_unit_cannot_have_its_name()
    {
        var dispatcher = new Dispatcher();
        Assert.Same(dispatcher.WebServer(), dispatcher.WebServer());

        var other = new Dispatcher();
        other.AddTask("web-server", static _ => Task.CompletedTask);

        Assert.Contains("web-server", Assert.Throws<InvalidOperationException>(() => other.WebServer()).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => dispatcher.WebServer().MaxRequests(0));
    }

    [Fact]
    public async Task J13_the_real_port_is_published_once_it_is_ready()
    {
        string? address = null;
        await using var site = await Site.StartAsync(
            static _ => { },
            dispatcher => dispatcher.AddJob("announce", (unit, _) =>
            {
                address = unit.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
                return Task.CompletedTask;
            }).After(dispatcher.WebServer()));

        Assert.Equal(site.Client.BaseAddress, new Uri(address!));
        Assert.NotEqual(0, new Uri(address!).Port);
    }

    [Fact]
    public async Task J16_the_host_stays_its_own_master_nothing_starts_before_it_and_everything_stops_with_it()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddVahta(static dispatcher => dispatcher.AddTask("worker", static stopping => Task.Delay(Timeout.Infinite, stopping)), static options => options.HandleSignals = false);
        await using var application = builder.Build();
        var dispatcher = application.Services.GetRequiredService<Dispatcher>();

        Assert.Equal(DispatcherState.Idle, dispatcher.State);
        await application.StartAsync();
        Assert.Equal(DispatcherState.Running, dispatcher.State);
        application.Lifetime.StopApplication();
        await application.WaitForShutdownAsync();

        Assert.Equal((DispatcherState.Stopped, StopCause.Requested), (dispatcher.State, (await dispatcher.StopAsync()).Reason.Cause));
    }

    [Fact]
    public async Task J14_one_of_several_endpoints_that_is_taken_unbinds_the_others_and_is_named()
    {
        await using var first = await Site.StartAsync(static _ => { });
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0", first.Client.BaseAddress!.ToString());
        builder.AddVahta(options: static options => options.HandleSignals = false);
        await using var second = builder.Build();

        var thrown = await Assert.ThrowsAsync<IOException>(() => second.StartAsync());

        Assert.Contains(first.Client.BaseAddress.Port.ToString(), thrown.Message, StringComparison.Ordinal);
        Assert.Equal(3, (await second.Services.GetRequiredService<Dispatcher>().StopAsync()).ExitCode);
        foreach (var address in second.Urls.Where(address => new Uri(address).Port is not 0 and var port && port != first.Client.BaseAddress.Port))
        {
            using var client = new HttpClient();
            await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri(address)));
        }
    }

    [Fact]
    public async Task J17_what_the_log_says_of_the_last_request_is_written_before_the_end()
    {
        var (begun, release, lines) = (new TaskCompletionSource(), new TaskCompletionSource(), new Lines());
        await using var site = await Site.StartAsync(
            application => application.MapGet("/last", async () =>
            {
                begun.SetResult();
                await release.Task;
            }),
            build: builder => builder.Logging.AddProvider(lines));
        var last = site.Client.GetAsync("/last");
        await begun.Task;
        var stopping = site.Application.StopAsync();
        release.SetResult();
        await last;

        await stopping;

        Assert.Contains(lines.All, static line => line.StartsWith("Request finished", StringComparison.Ordinal) && line.Contains("/last", StringComparison.Ordinal));
    }

    [Fact]
    public async Task J10_J11_work_that_a_request_leaves_behind_outlives_it_and_is_drained_and_one_that_fails_keeps_none_from_being_done()
    {
        var (release, done) = (new TaskCompletionSource(), 0);
        await using var site = await Site.StartAsync(application => application.MapPost("/thumbs", (Dispatcher dispatcher) =>
        {
            var accepted = dispatcher.TrySpawn("broken", _ => throw new IOException("no such picture"));
            for (var count = 0; count < 3; count++)
            {
                accepted &= dispatcher.TrySpawn("thumb", async _ =>
                {
                    await release.Task;
                    Interlocked.Increment(ref done);
                });
            }

            return accepted ? Results.Accepted() : Results.StatusCode(503);
        }));
        using var answer = await site.Client.PostAsync("/thumbs", null);
        Assert.Equal((HttpStatusCode.Accepted, 0), (answer.StatusCode, done));

        var stopping = site.Dispatcher.StopAsync();
        release.SetResult();
        var report = await stopping;

        Assert.Equal((3, 0), (done, report.ExitCode));
    }
}
