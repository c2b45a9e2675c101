using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;

namespace Vahta.AspNetCore.Tests;

/// <summary>What ASP.NET Core's own test kit does to a host: it stops it twice, disposes of it twice, and has several in one process.</summary>
public sealed class WebApplicationFactoryTests
{
    [Fact]
    public async Task N13_several_applications_live_side_by_side_and_are_stopped_and_disposed_of_twice()
    {
        var factories = new[] { new Factory(), new Factory() };
        foreach (var factory in factories)
        {
            using var client = factory.CreateClient();
            Assert.Equal("hello", await client.GetStringAsync("/"));
        }

        var hosts = factories.Select(static factory => factory.Services.GetRequiredService<IHost>()).ToList();
        await Task.WhenAll(hosts.Select(static host => host.StopAsync()));
        await Task.WhenAll(hosts.Select(static host => host.StopAsync()));
        foreach (var factory in factories)
        {
            await factory.DisposeAsync();
            await factory.DisposeAsync();
            ((IDisposable)factory).Dispose();
        }

        Assert.All(factories, static factory => Assert.Equal((1, 1), (factory.Opened, factory.Closed)));
    }

    [Fact]
    public async Task N13_one_that_is_only_disposed_of_is_stopped_first()
    {
        var factory = new Factory();
        using (factory.CreateClient())
        {
            await factory.DisposeAsync();
        }

        Assert.Equal((1, 1), (factory.Opened, factory.Closed));
    }

    private sealed class Factory : WebApplicationFactory<Factory>
    {
        public int Opened { get; private set; }

        public int Closed { get; private set; }

        protected override IHostBuilder CreateHostBuilder() => Host.CreateDefaultBuilder()
            .ConfigureLogging(static logging => logging.ClearProviders())
            .UseVahta(dispatcher => dispatcher.AddLifespan("database", _ => Count(() => Opened++), _ => Count(() => Closed++)))
            .ConfigureWebHostDefaults(static web => web.Configure(static application => application.Run(static context => context.Response.WriteAsync("hello"))));

        protected override void ConfigureWebHost(IWebHostBuilder builder) => builder.UseContentRoot(AppContext.BaseDirectory);

        private static Task Count(Action count)
        {
            count();
            return Task.CompletedTask;
        }
    }
}
