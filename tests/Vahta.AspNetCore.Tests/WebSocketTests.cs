using System.Net.WebSockets;

namespace Vahta.AspNetCore.Tests;

/// <summary>How an open WebSocket ends with its application.</summary>
public sealed class WebSocketTests
{
    [Fact]
    public async Task J5_N12_a_handler_that_reads_sees_its_client_close_and_the_client_sees_going_away()
    {
        var (reads, seen) = (new TaskCompletionSource(), new TaskCompletionSource<WebSocketMessageType>());
        await using var site = await OpenAsync(async (socket, context) =>
        {
            // Who does not read yet is told by the token.
            var receiving = socket.ReceiveAsync(new byte[16], context.RequestAborted);
            reads.SetResult();
            seen.SetResult((await receiving).MessageType);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        });
        using var client = await site.ConnectAsync("/socket");
        await reads.Task;

        var stopping = site.Dispatcher.StopAsync();

        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, await ClosedAsync(client));
        Assert.Equal(WebSocketMessageType.Close, await seen.Task);
        AssertQuick(await stopping);
    }

    [Fact]
    public async Task J5_N12_a_handler_that_only_sends_is_cancelled_and_the_client_sees_going_away()
    {
        await using var site = await OpenAsync(static async (socket, context) =>
        {
            await socket.SendAsync("news"u8.ToArray(), WebSocketMessageType.Text, true, context.RequestAborted);
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var client = await site.ConnectAsync("/socket");
        await client.ReceiveAsync(new byte[16], default);

        var stopping = site.Dispatcher.StopAsync();

        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, await ClosedAsync(client));
        AssertQuick(await stopping);
    }

    [Fact]
    public async Task J5_N12_a_handler_that_never_stops_sending_and_never_looks_ends_after_our_goodbye()
    {
        var ended = new TaskCompletionSource();
        await using var site = await OpenAsync(async (socket, _) =>
        {
            try
            {
                while (true)
                {
                    await socket.SendAsync("news"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
                }
            }
            finally
            {
                ended.SetResult();
            }
        });
        using var client = await site.ConnectAsync("/socket");

        var stopping = site.Dispatcher.StopAsync();

        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, await ClosedAsync(client));
        await ended.Task;
        AssertQuick(await stopping);
    }

    [Fact]
    public async Task J5_a_handler_that_listens_says_goodbye_in_its_own_words()
    {
        var listens = new TaskCompletionSource();
        await using var site = await OpenAsync(async (socket, context) =>
        {
            var ending = context.Ending;
            listens.SetResult();
            await Task.Delay(Timeout.Infinite, ending).ContinueWith(static _ => { }, TaskScheduler.Default);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "see you", default);
        });
        using var client = await site.ConnectAsync("/socket");
        await listens.Task;

        var stopping = site.Dispatcher.StopAsync();

        Assert.Equal(WebSocketCloseStatus.NormalClosure, await ClosedAsync(client));
        AssertQuick(await stopping);
    }

    [Fact]
    public async Task J5_what_is_being_sent_is_not_broken_by_the_goodbye_and_nothing_follows_it()
    {
        await using var site = await OpenAsync(static async (socket, context) =>
        {
            var message = new byte[20_000];
            while (true)
            {
                await socket.SendAsync(message, WebSocketMessageType.Binary, true, context.RequestAborted);
            }
        });
        using var client = await site.ConnectAsync("/socket");
        await client.ReceiveAsync(new byte[100], default);

        var stopping = site.Dispatcher.StopAsync();

        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, await ClosedAsync(client));
        AssertQuick(await stopping);
    }

    [Fact]
    public async Task N12_a_handler_that_swallows_its_cancellation_holds_up_its_own_unit_only_and_is_named()
    {
        using var release = new CancellationTokenSource();
        var down = new TaskCompletionSource<bool>();
        await using var site = await OpenAsync(
            async (socket, context) =>
            {
                while (!release.IsCancellationRequested)
                {
                    try
                    {
                        await socket.ReceiveAsync(new byte[16], context.RequestAborted);
                    }
                    catch (Exception)
                    {
                        await Task.Delay(50, release.Token);
                    }
                }
            },
            dispatcher => dispatcher.AddLifespan("database", static _ => Task.CompletedTask, token =>
            {
                down.SetResult(token.IsCancellationRequested);
                return Task.CompletedTask;
            }),
            static options => options.StopBudget = TimeSpan.FromSeconds(5));
        using var client = await site.ConnectAsync("/socket");

        var report = await site.Dispatcher.StopAsync();

        var server = report.Units.Single(static unit => unit.Name == "web-server");
        Assert.Equal((UnitState.Abandoned, 4, false), (server.State, report.ExitCode, await down.Task));
        Assert.Contains(nameof(WebSocketTests), server.AwaitingAt, StringComparison.Ordinal);
        Assert.InRange(report.Stopping.TotalSeconds, 0, 5);
        await release.CancelAsync();
    }

    [Fact]
    public async Task N12_a_client_that_never_reads_does_not_hold_the_stop()
    {
        var stuck = new TaskCompletionSource();
        await using var site = await OpenAsync(async (socket, context) =>
        {
            var message = new byte[1_000_000];
            while (true)
            {
                var sending = socket.SendAsync(message, WebSocketMessageType.Binary, true, context.RequestAborted);
                if (!sending.IsCompleted)
                {
                    stuck.TrySetResult();
                }

                await sending;
            }
        });
        using var client = await site.ConnectAsync("/socket");
        await stuck.Task;

        AssertQuick(await site.Dispatcher.StopAsync());
    }

    [Fact]
    public async Task N11_a_socket_opened_while_it_drains_is_served_and_told_at_once()
    {
        await using var site = await OpenAsync(
            static async (socket, context) => await socket.ReceiveAsync(new byte[16], context.RequestAborted),
            options: static options => options.DrainDelay = TimeSpan.FromSeconds(1.5));
        var stopping = site.Dispatcher.StopAsync();
        await site.Dispatcher.Stopping.AsTask();

        using var client = await site.ConnectAsync("/socket");

        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, await ClosedAsync(client));
        await stopping;
    }

    [Fact]
    public async Task N12_a_socket_over_http2_is_told_as_well()
    {
        await using var site = await OpenAsync(
            static async (socket, context) => await socket.ReceiveAsync(new byte[16], context.RequestAborted),
            build: Http2.Only);
        using var invoker = Http2.Client();
        using var client = new ClientWebSocket { Options = { HttpVersion = new(2, 0), HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact } };
        await client.ConnectAsync(new($"ws://127.0.0.1:{site.Client.BaseAddress!.Port}/socket"), invoker, default);

        var stopping = site.Dispatcher.StopAsync();

        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, await ClosedAsync(client));
        AssertQuick(await stopping);
    }

    private static Task<Site> OpenAsync(
        Func<WebSocket, HttpContext, Task> handler,
        Action<Dispatcher>? configure = null,
        Action<DispatcherOptions>? options = null,
        Action<WebApplicationBuilder>? build = null) => Site.StartAsync(
            application =>
            {
                application.UseWebSockets();
                application.Map("/socket", async (HttpContext context) =>
                {
                    using var socket = await context.WebSockets.AcceptWebSocketAsync();
                    await handler(socket, context);
                });
            },
            configure,
            options,
            build);

    private static async Task<WebSocketCloseStatus?> ClosedAsync(ClientWebSocket client)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var buffer = new byte[64_000];
        while ((await client.ReceiveAsync(buffer, limit.Token)).MessageType != WebSocketMessageType.Close)
        {
            // What was under way still arrives.
        }

        var status = client.CloseStatus;
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
        return status;
    }

    private static void AssertQuick(RunReport report) => Assert.Equal((0, true), (report.ExitCode, report.Stopping < TimeSpan.FromSeconds(5)));
}
