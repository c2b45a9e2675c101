using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Vahta.AspNetCore.Tests;

/// <summary>What becomes of connections while a server drains.</summary>
public sealed class ConnectionTests
{
    [Fact]
    public async Task N11_while_it_drains_each_answer_says_that_its_connection_closes_and_the_client_opens_another()
    {
        await using var site = await Site.StartAsync(
            static application => application.MapGet("/hello", () => "hello"),
            options: static options => options.DrainDelay = TimeSpan.FromSeconds(1.5));
        using var before = await site.Client.GetAsync("/hello");
        Assert.NotEqual(true, before.Headers.ConnectionClose);

        var stopping = site.Dispatcher.StopAsync();
        await site.UntilAsync("/health/ready", 503);

        using var first = await site.Client.GetAsync("/hello");
        using var second = await site.Client.GetAsync("/hello");
        Assert.Equal((HttpStatusCode.OK, true, HttpStatusCode.OK, true), (first.StatusCode, first.Headers.ConnectionClose, second.StatusCode, second.Headers.ConnectionClose));
        await stopping;
    }

    [Fact]
    public async Task J4_idle_connections_end_at_once_and_hold_nobody_up()
    {
        await using var site = await Site.StartAsync(static application => application.MapGet("/hello", () => "hello"));
        using var idle = new TcpClient();
        await idle.ConnectAsync(IPAddress.Loopback, site.Client.BaseAddress!.Port);
        using var silent = new TcpClient();
        await silent.ConnectAsync(IPAddress.Loopback, site.Client.BaseAddress.Port);
        await using var stream = idle.GetStream();
        await stream.WriteAsync("GET /hello HTTP/1.1\r\nHost: here\r\n\r\n"u8.ToArray());
        var answer = new byte[1000];
        Assert.StartsWith("HTTP/1.1 200", Encoding.ASCII.GetString(answer, 0, await stream.ReadAsync(answer)), StringComparison.Ordinal);
        await site.UntilAsync("/health/live", 200);

        var report = await site.Dispatcher.StopAsync();

        Assert.InRange(report.Stopping.TotalSeconds, 0, 1);
        var rest = 0;
        while (await stream.ReadAsync(answer) is > 0 and var read)
        {
            rest += read;
        }

        Assert.InRange(rest, 0, 100);
    }

    [Fact]
    public async Task J1_J2_new_connections_are_refused_while_requests_in_flight_finish_and_are_answered_with_close()
    {
        var (begun, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var site = await Site.StartAsync(application => application.MapGet("/slow", async () =>
        {
            begun.SetResult();
            await release.Task;
            return "done";
        }));
        var slow = site.Client.GetAsync("/slow");
        await begun.Task;

        var stopping = site.Dispatcher.StopAsync();

        await UntilRefusedAsync(site);
        Assert.Equal("finishes 1 request in flight", site.Dispatcher.Snapshot().Units.Single(static unit => unit.Name == "web-server").Status);
        release.SetResult();
        using var response = await slow;
        Assert.Equal((HttpStatusCode.OK, true, "done"), (response.StatusCode, response.Headers.ConnectionClose, await response.Content.ReadAsStringAsync()));
        var report = await stopping;
        Assert.Equal((0, "finished 1 request in flight"), (report.ExitCode, report.Units.Single(static unit => unit.Name == "web-server").Status));
    }

    [Fact]
    public async Task N11_over_http2_what_is_in_flight_finishes_and_its_connection_takes_no_more()
    {
        var (begun, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var site = await Site.StartAsync(
            application =>
            {
                application.MapGet("/hello", (HttpContext context) => context.Connection.Id);
                application.MapGet("/slow", async (HttpContext context) =>
                {
                    begun.SetResult();
                    await release.Task;
                    return context.Connection.Id;
                });
            },
            options: static options => options.DrainDelay = TimeSpan.FromSeconds(1.5),
            build: Http2.Only);
        using var client = Http2.Client(site.Client.BaseAddress);
        var slow = client.GetStringAsync("/slow");
        await begun.Task;

        var stopping = site.Dispatcher.StopAsync();
        await site.Dispatcher.Stopping.AsTask();

        // The first that comes has its connection told to go away; the next finds another, and so on.
        var connections = new List<string>();
        for (var count = 0; count < 3; count++)
        {
            connections.Add(await client.GetStringAsync("/hello"));
        }

        release.SetResult();
        Assert.Equal(connections[0], await slow);
        Assert.Equal(3, connections.Distinct().Count());
        Assert.Equal(0, (await stopping).ExitCode);
    }

    private static async Task UntilRefusedAsync(Site site)
    {
        while (true)
        {
            try
            {
                using var fresh = new TcpClient();
                await fresh.ConnectAsync(IPAddress.Loopback, site.Client.BaseAddress!.Port);
            }
            catch (SocketException)
            {
                return;
            }
        }
    }
}
