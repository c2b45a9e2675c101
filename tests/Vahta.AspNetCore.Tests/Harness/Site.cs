using System.Net.WebSockets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Logging;

namespace Vahta.AspNetCore.Tests.Harness;

/// <summary>A web application on a port of its own, given to a dispatcher that takes nothing from the process. Real time: a server knows no other.</summary>
internal sealed class Site : IAsyncDisposable
{
    private Site(WebApplication application)
    {
        Application = application;
        Client = new() { BaseAddress = new(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()) };
    }

    public WebApplication Application { get; }

    public HttpClient Client { get; }

    public Dispatcher Dispatcher => Application.Services.GetRequiredService<Dispatcher>();

    public static async Task<Site> StartAsync(Action<WebApplication> map, Action<Dispatcher>? configure = null, Action<DispatcherOptions>? options = null, Action<WebApplicationBuilder>? build = null)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        build?.Invoke(builder);
        builder.AddVahta(configure, own =>
        {
            own.HandleSignals = false;
            options?.Invoke(own);
        });
        var application = builder.Build();
        application.MapVahtaProbes();
        map(application);
        await application.StartAsync();
        return new(application);
    }

    public async Task<ClientWebSocket> ConnectAsync(string path)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(Client.BaseAddress!) { Scheme = "ws", Path = path }.Uri, default);
        return socket;
    }

    public async Task<int> StatusAsync(string path)
    {
        using var response = await Client.GetAsync(path);
        return (int)response.StatusCode;
    }

    /// <summary>Waits until a probe says something else.</summary>
    public async Task UntilAsync(string path, int status)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await StatusAsync(path) != status)
        {
            await Task.Delay(10, limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Application.DisposeAsync();
    }
}
