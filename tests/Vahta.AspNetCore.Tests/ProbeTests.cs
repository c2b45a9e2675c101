using System.Text.Json;
using Microsoft.AspNetCore.TestHost;

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
        Assert.Equal((503, "Unhealthy", true), ((int)response.StatusCode, body.RootElement.GetProperty("status").GetString(), body.RootElement.GetProperty("units").TryGetProperty("orders", out _)));
        Assert.Equal((200, 200), (await site.StatusAsync("/health/live"), await site.StatusAsync("/health/startup")));
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
