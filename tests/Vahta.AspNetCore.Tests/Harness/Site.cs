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
        Client = new() { BaseAddress = new(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()) };
    }

    public WebApplication Application { get; }

    public HttpClient Client { get; }

    public Dispatcher Dispatcher => Application.Services.GetRequiredService<Dispatcher>();

    public static async Task<Site> StartAsync(Action<WebApplication> map, Action<Dispatcher>? configure = null, Action<DispatcherOptions>? options = null, Action<WebApplicationBuilder>? build = null)
    {
        var application = Build(map, configure, options, build);
        await application.StartAsync();
        return new(application);
    }

    public static WebApplication Build(Action<WebApplication> map, Action<Dispatcher>? configure = null, Action<DispatcherOptions>? options = null, Action<WebApplicationBuilder>? build = null)
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
        application.Use(TellAsync);
        application.MapVahtaProbes();
        map(application);
        return application;
    }

    /// <summary>What a path says, or what its handler threw.</summary>
    public async Task<string> TextAsync(string path)
    {
        using var response = await Client.GetAsync(path);
        return await response.Content.ReadAsStringAsync();
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

    // What a handler throws is the answer's text.
    private static async Task TellAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception exception) when (exception is not OperationCanceledException && !context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            await context.Response.WriteAsync(exception.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Application.DisposeAsync();
    }
}
