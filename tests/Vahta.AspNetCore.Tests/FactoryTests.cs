using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;

namespace Vahta.AspNetCore.Tests;

/// <summary>A program under Microsoft's factory for tests, which starts, stops and disposes of the host beside the program itself.</summary>
public sealed class FactoryTests
{
    [Fact]
    public async Task N13_a_program_runs_under_the_factory_and_both_stop_and_dispose_of_it()
    {
        await using var factory = new Factory();
        using var client = factory.CreateClient();
        var dispatcher = factory.Services.GetRequiredService<Dispatcher>();

        Assert.EndsWith(" cakes", await client.GetStringAsync("/"), StringComparison.Ordinal);
        Assert.StartsWith("3 debtors, ", await client.GetStringAsync("/office"), StringComparison.Ordinal);

        await factory.DisposeAsync();
        await factory.DisposeAsync();
        var report = await dispatcher.StopAsync();
        Assert.Equal((DispatcherState.Stopped, 0), (dispatcher.State, report.ExitCode));
        Assert.All(report.Units, static unit => Assert.Equal(UnitState.Stopped, unit.State));
    }

    [Fact]
    public async Task N13_two_of_them_live_side_by_side_and_one_stops_alone()
    {
        await using var first = new Factory();
        await using var second = first.WithWebHostBuilder(static builder => builder.UseEnvironment("Staging"));
        using var one = first.CreateClient();
        using var other = second.CreateClient();
        await one.GetStringAsync("/");

        await first.Services.GetRequiredService<Dispatcher>().StopAsync();

        Assert.EndsWith(" cakes", await other.GetStringAsync("/"), StringComparison.Ordinal);
        Assert.Equal(DispatcherState.Running, second.Services.GetRequiredService<Dispatcher>().State);
    }

    [Theory]
    [InlineData("never started")]
    [InlineData("stopped by the dispatcher")]
    [InlineData("stopped by the lifetime")]
    [InlineData("stopped by the host, twice")]
    public async Task N13_it_is_disposed_of_twice_also_when_it_was(string what)
    {
        var factory = new Factory();
        if (what != "never started")
        {
            using var client = factory.CreateClient();
            await client.GetStringAsync("/");
            var services = factory.Services;
            await (what switch
            {
                "stopped by the dispatcher" => services.GetRequiredService<Dispatcher>().StopAsync(),
                "stopped by the lifetime" => StopAsync(services.GetRequiredService<IHostApplicationLifetime>()),
                _ => Task.WhenAll(services.GetRequiredService<IHost>().StopAsync(), services.GetRequiredService<IHost>().StopAsync()),
            });
        }

        factory.Dispose();
        await factory.DisposeAsync();

        static Task StopAsync(IHostApplicationLifetime lifetime)
        {
            lifetime.StopApplication();
            return lifetime.ApplicationStopped.WhenFiredAsync();
        }
    }

    [Fact]
    public async Task N13_a_start_that_fails_under_the_factory_throws_what_it_failed_with_and_leaves_nothing()
    {
        var journal = new Journal();
        await using var factory = new Factory().WithWebHostBuilder(builder => builder.ConfigureTestServices(services => services.AddHostedService(_ => new Broken(journal))));

        var thrown = Assert.ThrowsAny<Exception>(() => factory.CreateClient());

        Assert.Contains("no such queue", thrown.ToString(), StringComparison.Ordinal);
        Assert.Equal(["starts"], journal.Lines);
    }

    [Fact]
    public async Task N13_G2_what_hangs_under_the_factory_is_abandoned_and_the_process_is_left_alone()
    {
        await using var factory = new Factory().WithWebHostBuilder(static builder => builder
            .UseSetting("Vahta:StopBudget", "1s")
            .ConfigureTestServices(static services => services.AddHostedService<Hanging>()));
        using var client = factory.CreateClient();
        await client.GetStringAsync("/");
        var dispatcher = factory.Services.GetRequiredService<Dispatcher>();

        await factory.DisposeAsync();

        Assert.Equal((4, 0), ((await dispatcher.StopAsync()).ExitCode, Environment.ExitCode));
    }

    private sealed class Factory : WebApplicationFactory<Program>;

    private sealed class Broken(Journal journal) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            journal.Note("starts");
            throw new IOException("no such queue");
        }

        public Task StopAsync(CancellationToken cancellationToken) => journal.NoteAsync("stops");
    }

    private sealed class Hanging : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, CancellationToken.None);
    }
}
