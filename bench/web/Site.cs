using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

/// <summary>What both programs serve, on the port they are given: a short answer, a slow one, events, a WebSocket.</summary>
internal static class Site
{
    public static WebApplicationBuilder Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{args[0]}");
        return builder;
    }

    public static void Map(WebApplication application)
    {
        application.UseWebSockets();
        application.MapGet("/", static () => "hello");
        application.MapGet("/slow", static async () =>
        {
            await Task.Delay(TimeSpan.FromSeconds(2));
            return "done";
        });
        application.MapGet("/events", static async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: first\n\n");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        application.Map("/socket", static async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            var received = await socket.ReceiveAsync(new byte[64], context.RequestAborted);
            await socket.CloseAsync(received.CloseStatus ?? WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        });
    }
}
