using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Vahta.Testing;

namespace Vahta.Hosting.Tests.Health;

public sealed class HealthTests
{
    [Fact]
    public void The_three_checks_follow_the_dispatcher_from_before_its_start_to_the_end_of_its_stop() => Simulation.Run(async world =>
    {
        var dispatcher = new Dispatcher(world.Options);
        await using var health = new Health(dispatcher);
        var seen = new List<string>();
        dispatcher.AddLifespan("database", async _ => seen.Add(await health.StatesAsync()), async _ => seen.Add(await health.StatesAsync()));
        seen.Add(await health.StatesAsync());
        await dispatcher.StartAsync();
        seen.Add(await health.StatesAsync());
        await dispatcher.StopAsync();
        seen.Add(await health.StatesAsync());

        Assert.Equal(
            [
                "live Healthy, ready Unhealthy, startup Unhealthy",
                "live Healthy, ready Unhealthy, startup Unhealthy",
                "live Healthy, ready Healthy, startup Healthy",
                "live Healthy, ready Unhealthy, startup Healthy",
                "live Unhealthy, ready Unhealthy, startup Healthy",
            ],
            seen);
    });

    [Fact]
    public void What_is_not_up_is_named_with_the_chain_to_the_root_cause() => Simulation.Run(async world =>
    {
        var dispatcher = new Dispatcher(world.Options);
        await using var health = new Health(dispatcher);
        var database = dispatcher.AddTask("database", _ => throw new IOException("disk gone")).Restarts(RestartPolicy.OnFailure with { AlsoAtStart = true, KeepTrying = true });
        dispatcher.AddTask("orders", stopping => Task.Delay(Timeout.InfiniteTimeSpan, world.TimeProvider, stopping)).After(database);
        var start = dispatcher.StartAsync();
        await Task.Delay(TimeSpan.FromSeconds(1), world.TimeProvider);

        var startup = (await health.CheckAsync()).Entries["vahta-startup"];

        Assert.Contains("orders Pending for 1 s, waiting for database (Restarting for", startup.Data["orders"].ToString());
        Assert.Contains("after IOException: disk gone", startup.Data["database"].ToString());
        await dispatcher.StopAsync();
        await start;
    });

    [Fact]
    public void Who_is_down_makes_it_unhealthy_and_whose_failures_are_ignored_degraded() => Simulation.Run(async world =>
    {
        var dispatcher = new Dispatcher(world.Options);
        await using var health = new Health(dispatcher, "extra", "orders", "nobody");
        dispatcher.AddTask("extra", _ => throw new IOException("small")).IgnoreFailure();
        var orders = dispatcher.AddTask("orders", stopping => Task.Delay(Timeout.InfiniteTimeSpan, world.TimeProvider, stopping));
        dispatcher.AddTask("by-hand", _ => Task.CompletedTask).Manual();
        await dispatcher.StartAsync();

        var degraded = await health.CheckAsync();
        await dispatcher.StopAsync(orders);
        var unhealthy = await health.CheckAsync();

        Assert.Equal(HealthStatus.Degraded, degraded.Entries["vahta-ready"].Status);
        Assert.Equal(["extra"], degraded.Entries["vahta-ready"].Data.Keys);
        Assert.Equal("small", degraded.Entries["vahta-ready"].Exception?.Message);
        Assert.Equal((HealthStatus.Degraded, HealthStatus.Healthy), (degraded.Entries["vahta-unit-extra"].Status, degraded.Entries["vahta-unit-orders"].Status));
        Assert.Equal("There is no unit 'nobody'. Correct the name in AddVahtaUnit, or add the unit.", degraded.Entries["vahta-unit-nobody"].Description);
        Assert.Equal((HealthStatus.Unhealthy, HealthStatus.Unhealthy), (unhealthy.Entries["vahta-ready"].Status, unhealthy.Entries["vahta-unit-orders"].Status));
        await dispatcher.StopAsync();
    });

    private sealed class Health : IAsyncDisposable
    {
        private readonly ServiceProvider _services;

        public Health(Dispatcher dispatcher, params string[] units)
        {
            var services = new ServiceCollection().AddLogging();
            var checks = services.AddSingleton(dispatcher).AddHealthChecks().AddVahta();
            foreach (var unit in units)
            {
                checks.AddVahtaUnit(unit);
            }

            _services = services.BuildServiceProvider();
        }

        public Task<HealthReport> CheckAsync() => _services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        public async Task<string> StatesAsync() =>
            string.Join(", ", (await CheckAsync()).Entries.Where(static entry => entry.Value.Tags.Count() == 1).Select(static entry => $"{entry.Value.Tags.Single()} {entry.Value.Status}"));

        public ValueTask DisposeAsync() => _services.DisposeAsync();
    }
}
