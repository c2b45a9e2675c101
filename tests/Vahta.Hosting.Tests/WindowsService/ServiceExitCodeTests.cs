namespace Vahta.Hosting.Tests.WindowsService;

/// <summary>A Windows service's end, as far as it can be seen without Windows.</summary>
public sealed class ServiceExitCodeTests
{
    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public void The_service_controller_is_told_how_the_application_ended_before_the_lifetime_stops(bool fails, int exitCode) => World.Run(async world =>
    {
        var builder = world.Builder();
        var lifetime = new ServiceLifetime();
        builder.Services.AddSingleton<IHostLifetime>(lifetime);
        using var host = world.Adopt(builder, dispatcher => dispatcher.AddTask("work", async stopping =>
        {
            await world.Delay(fails ? 1 : -1, stopping);
            throw new IOException("work");
        }));
        await host.StartAsync();
        await world.Delay(2);

        await host.StopAsync();

        Assert.Equal((exitCode, exitCode), (lifetime.ExitCode, lifetime.ToldAtStop));
    });

    // The part of Microsoft's WindowsServiceLifetime that is asked for.
    private sealed class ServiceLifetime : IHostLifetime
    {
        public int ExitCode { get; set; } = -1;

        public int ToldAtStop { get; private set; } = -1;

        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            ToldAtStop = ExitCode;
            return Task.CompletedTask;
        }
    }
}
