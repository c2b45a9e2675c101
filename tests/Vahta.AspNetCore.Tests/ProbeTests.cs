using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Logging;

namespace Vahta.AspNetCore.Tests;

/// <summary>What orchestrators are told, and why.</summary>
public sealed class ProbeTests
{
    [Fact]
    public async Task Readiness_names_the_unit_that_is_down_and_liveness_stays()
    {
        await using var site = await Site.StartAsync(
            static _ => { },
            static dispatcher => dispatcher.AddTask("orders", static async stopping => await Task.Delay(Timeout.Infinite, stopping)));
        await site.UntilAsync("/health/ready", 200);

        await site.Dispatcher.StopAsync("orders");

        using var response = await site.Client.GetAsync("/health/ready");
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal((503, "Unhealthy"), ((int)response.StatusCode, body.RootElement.GetProperty("status").GetString()));
        var orders = body.RootElement.GetProperty("units").GetProperty("orders");
        Assert.Equal("Stopped", orders.GetProperty("state").GetString());
        Assert.InRange(orders.GetProperty("since").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow);
        Assert.Equal((200, 200), (await site.StatusAsync("/health/live"), await site.StatusAsync("/health/startup")));
    }

    [Fact]
    public async Task Probes_on_a_port_of_their_own_say_why_the_start_takes_so_long_and_live_to_the_very_end()
    {
        var (migrated, closing, close) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        var port = FreePort();
        using var prober = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}") };
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddVahta(
            dispatcher =>
            {
                dispatcher.ServeProbes($"http://127.0.0.1:{port}");
                var database = dispatcher.AddLifespan("database", static _ => Task.CompletedTask, _ =>
                {
                    closing.SetResult();
                    return close.Task;
                });
                dispatcher.AddJob("migrate", _ => migrated.Task).After(database);
            },
            static options => options.HandleSignals = false);
        await using var application = builder.Build();
        application.MapGet("/", static () => "hello");
        var starting = application.StartAsync();

        var (status, waiting) = await AskAsync(prober, "/health/startup", until: "migrate");
        Assert.Equal((503, "Starting"), (status, waiting.GetProperty("units").GetProperty("migrate").GetProperty("state").GetString()));
        Assert.Equal("migrate", waiting.GetProperty("units").GetProperty("web-server").GetProperty("waitingFor")[0].GetString());
        migrated.SetResult();
        await starting;
        Assert.Equal(200, (await AskAsync(prober, "/health/startup")).Status);
        Assert.Equal(200, (await AskAsync(prober, "/health/ready")).Status);

        var stopping = application.StopAsync();
        await closing.Task;
        Assert.Equal((200, 503), ((await AskAsync(prober, "/health/live")).Status, (await AskAsync(prober, "/health/ready")).Status));
        close.SetResult();
        await stopping;

        await Assert.ThrowsAsync<HttpRequestException>(() => prober.GetAsync("/health/live"));
    }

    [Fact]
    public async Task Probes_whose_port_is_taken_fail_the_start()
    {
        await using var first = await Site.StartAsync(static _ => { });
        var dispatcher = new Dispatcher(new() { HandleSignals = false });
        dispatcher.ServeProbes(first.Client.BaseAddress!.ToString());
        dispatcher.AddTask("worker", static stopping => Task.Delay(Timeout.Infinite, stopping));

        var report = await dispatcher.RunAsync();

        Assert.Equal(3, report.ExitCode);
        Assert.IsType<IOException>(Assert.Single(report.Errors), exactMatch: false);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<(int Status, JsonElement Body)> AskAsync(HttpClient client, string path, string? until = null)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            try
            {
                using var response = await client.GetAsync(path, limit.Token);
                var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync(limit.Token)).RootElement;
                if (until is null || (body.GetProperty("units").TryGetProperty(until, out var unit) && unit.GetProperty("state").GetString() == "Starting"))
                {
                    return ((int)response.StatusCode, body);
                }
            }
            catch (HttpRequestException) when (until is not null)
            {
                // It is not there yet.
            }

            await Task.Delay(10, limit.Token);
        }
    }

    [Fact]
    public void Without_a_dispatcher_there_is_nothing_to_probe()
    {
        using var application = WebApplication.CreateBuilder().Build();

        Assert.Contains("AddVahta", Assert.Throws<InvalidOperationException>(() => application.MapVahtaProbes()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task N13_a_test_server_stops_unstarted_or_twice_and_is_disposed_of_twice()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.AddVahta();
        var application = builder.Build();
        application.MapVahtaProbes();
        await application.StartAsync();
        using var client = application.GetTestClient();
        Assert.Equal("Healthy", JsonDocument.Parse(await client.GetStringAsync("/health/live")).RootElement.GetProperty("status").GetString());

        await Task.WhenAll(application.StopAsync(), application.StopAsync());
        await application.DisposeAsync();
        await application.DisposeAsync();

        var unstarted = WebApplication.CreateBuilder();
        unstarted.WebHost.UseTestServer();
        unstarted.AddVahta();
        await using var never = unstarted.Build();
        await never.StopAsync();
        await never.StopAsync();
    }
}
