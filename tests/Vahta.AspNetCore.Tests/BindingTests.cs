using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Vahta.AspNetCore.Tests;

/// <summary>Where a server listens, and what becomes of an application that cannot.</summary>
public sealed class BindingTests
{
    private readonly Journal _journal = new();

    [Fact]
    public async Task J13_D8_of_port_0_the_real_port_is_published_once_it_is_bound_of_every_endpoint()
    {
        await using var site = await Site.StartAsync(static application => application.MapGet("/", () => "up"), build: static builder => builder.WebHost.UseUrls("http://127.0.0.1:0", "http://[::1]:0"));

        var status = site.Dispatcher.Snapshot().Units.Single(static unit => unit.Name == "web-server").Status;

        Assert.Equal($"listening on {string.Join(", ", site.Application.Urls)}", status);
        Assert.Equal(2, site.Application.Urls.Count);
        foreach (var url in site.Application.Urls)
        {
            Assert.NotEqual(0, new Uri(url).Port);
            Assert.Equal("up", await site.Client.GetStringAsync(url));
        }

        Assert.Equal(status, (await site.Dispatcher.StopAsync()).Units.Single(static unit => unit.Name == "web-server").Status);
    }

    [Fact]
    public async Task J14_D2_where_one_of_several_endpoints_is_taken_the_others_are_unbound_and_all_is_unwound()
    {
        using var taken = Taken();
        var free = FreePort();
        await using var application = Site.Build(
            static _ => { },
            dispatcher => dispatcher.AddLifespan("database", _journal.Opens("database")),
            build: builder => builder.WebHost.UseUrls($"http://127.0.0.1:{free}", $"http://127.0.0.1:{Port(taken)}"));
        var dispatcher = application.Services.GetRequiredService<Dispatcher>();

        var thrown = await Assert.ThrowsAsync<IOException>(() => application.StartAsync());

        Assert.Contains($"http://127.0.0.1:{Port(taken)}", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(["database opens", "database up", "database down"], _journal.Lines);
        using (var again = new TcpListener(IPAddress.Loopback, free))
        {
            again.Start();
        }

        var report = await dispatcher.StopAsync();
        Assert.Equal((3, StopCause.StartFailed, "web-server"), (report.ExitCode, report.Reason.Cause, report.Reason.Unit));
        Assert.Same(thrown, Assert.Single(report.Errors));
    }

    [Fact]
    public async Task D2_F10_RunVahtaAsync_throws_nothing_for_a_port_that_is_taken_and_has_the_exit_code_3()
    {
        using var taken = Taken();
        var application = Site.Build(
            static _ => { },
            dispatcher => dispatcher.AddLifespan("database", _journal.Opens("database")),
            build: builder => builder.WebHost.UseUrls($"http://127.0.0.1:{Port(taken)}"));

        var report = await application.RunVahtaAsync();

        Assert.Equal(3, report.ExitCode);
        Assert.Contains($"http://127.0.0.1:{Port(taken)}", Assert.Single(report.Errors).Message, StringComparison.Ordinal);
        Assert.Equal("database down", _journal.Lines[^1]);
    }

    [Fact]
    public async Task RunVahtaAsync_runs_to_the_end_disposes_of_the_host_and_returns_the_report()
    {
        var application = Site.Build(static _ => { }, dispatcher => dispatcher.AddLifespan("database", _journal.Opens("database")), build: builder => builder.Services.AddSingleton(_ => new Disposed(_journal)));
        application.Services.GetRequiredService<Disposed>();
        using var stop = new CancellationTokenSource();

        var running = application.RunVahtaAsync(stop.Token);
        await application.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.WhenFiredAsync();
        await stop.CancelAsync();

        var report = await running;
        Assert.Equal((0, StopCause.Requested), (report.ExitCode, report.Reason.Cause));
        Assert.Equal(["database opens", "database up", "database down", "disposed"], _journal.Lines);
    }

    [Fact]
    public async Task RunVahtaAsync_of_a_host_without_a_dispatcher_says_what_is_missing()
    {
        await using var application = WebApplication.CreateBuilder().Build();

        Assert.Contains("AddVahta", (await Assert.ThrowsAsync<InvalidOperationException>(() => application.RunVahtaAsync())).Message, StringComparison.Ordinal);
    }

    private static TcpListener Taken()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static int Port(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    private static int FreePort()
    {
        using var listener = Taken();
        return Port(listener);
    }

    private sealed class Disposed(Journal journal) : IDisposable
    {
        public void Dispose() => journal.Note("disposed");
    }
}
