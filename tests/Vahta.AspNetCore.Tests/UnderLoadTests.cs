using System.Net.WebSockets;

namespace Vahta.AspNetCore.Tests;

/// <summary>A server that is stopped at a moment of nobody's choice, with every sort of client at it.</summary>
public sealed class UnderLoadTests
{
    public static TheoryData<int> Moments => [.. Enumerable.Range(0, 8).Select(static seed => seed * 37)];

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task J2_N11_N12_whenever_it_is_stopped_every_answer_that_was_begun_ends_as_it_should(int milliseconds)
    {
        await using var site = await Site.StartAsync(
            static application =>
            {
                application.UseWebSockets();
                application.MapGet("/short", static () => "short");
                application.MapGet("/long", static async () =>
                {
                    await Task.Delay(200);
                    return "long";
                });
                application.MapGet("/events", static (CancellationToken token) => TypedResults.ServerSentEvents(Ticks(token)));
                application.Map("/socket", static async (HttpContext context) =>
                {
                    using var socket = await context.WebSockets.AcceptWebSocketAsync();
                    await socket.ReceiveAsync(new byte[16], context.RequestAborted);
                });
            },
            options: static options => options.DrainDelay = TimeSpan.FromSeconds(1));
        using var stopped = new CancellationTokenSource();
        var clients = new[] { AskAsync("/short", "short"), AskAsync("/short", "short"), AskAsync("/long", "long"), AskAsync("/long", "long"), WatchAsync(), WatchAsync(), TalkAsync(), TalkAsync() };
        await Task.Delay(milliseconds, CancellationToken.None);

        var stopping = site.Dispatcher.StopAsync();
        await site.UntilAsync("/health/ready", 503);

        // As a balancer does that has heard of it: nobody asks again.
        await stopped.CancelAsync();
        var answered = await Task.WhenAll(clients);
        var report = await stopping;
        Assert.All(answered, static count => Assert.InRange(count, 1, int.MaxValue));
        Assert.Equal((0, UnitState.Stopped), (report.ExitCode, report.Units.Single(static unit => unit.Name == "web-server").State));
        Assert.InRange(report.Stopping.TotalSeconds, 0, 10);

        async Task<int> AskAsync(string path, string expected)
        {
            using var client = new HttpClient { BaseAddress = site.Client.BaseAddress };
            var count = 0;
            do
            {
                Assert.Equal(expected, await client.GetStringAsync(path));
                count++;
            }
            while (!stopped.IsCancellationRequested);

            return count;
        }

        async Task<int> WatchAsync()
        {
            using var client = new HttpClient { BaseAddress = site.Client.BaseAddress };
            return (await client.GetStringAsync("/events")).Length;
        }

        async Task<int> TalkAsync()
        {
            using var socket = await site.ConnectAsync("/socket");
            Assert.Equal(WebSocketMessageType.Close, (await socket.ReceiveAsync(new byte[16], CancellationToken.None)).MessageType);
            Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, socket.CloseStatus);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
            return 1;
        }
    }

    private static async IAsyncEnumerable<int> Ticks([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
    {
        for (var count = 0; ; count++)
        {
            yield return count;
            await Task.Delay(5, token);
        }
    }
}
