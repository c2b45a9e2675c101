using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace Vahta.AspNetCore.Tests;

/// <summary>How SignalR's clients see the end of the application.</summary>
public sealed class SignalRTests
{
    [Theory]
    [InlineData(HttpTransportType.WebSockets)]
    [InlineData(HttpTransportType.ServerSentEvents)]
    [InlineData(HttpTransportType.LongPolling)]
    public async Task N12_clients_of_a_hub_are_told_at_the_announcement_and_hold_nobody_up(HttpTransportType transport)
    {
        await using var site = await Site.StartAsync(
            static application => application.MapHub<Chat>("/chat"),
            build: static builder => builder.Services.AddSignalR());
        await using var connection = new HubConnectionBuilder().WithUrl(new Uri(site.Client.BaseAddress!, "/chat"), transport).Build();
        var closed = new TaskCompletionSource<Exception?>();
        connection.Closed += exception =>
        {
            closed.SetResult(exception);
            return Task.CompletedTask;
        };
        await connection.StartAsync();
        Assert.Equal("ahoy", await connection.InvokeAsync<string>("Echo", "ahoy"));

        var report = await site.Dispatcher.StopAsync();

        await closed.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal((0, true), (report.ExitCode, report.Stopping < TimeSpan.FromSeconds(5)));
    }

    private sealed class Chat : Hub
    {
        public string Echo(string text) => text;
    }
}
