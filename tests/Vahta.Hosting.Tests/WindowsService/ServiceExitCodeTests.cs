using Microsoft.Extensions.Hosting.WindowsServices;

namespace Vahta.Hosting.Tests.WindowsService;

/// <summary>A Windows service's end, as far as it can be seen without Windows: of stand-ins with the names of Microsoft's classes.</summary>
public sealed class ServiceExitCodeTests
{
    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public void The_service_controller_is_told_how_the_application_ended_before_the_lifetime_stops(bool fails, int exitCode)
    {
        var lifetime = new WindowsServiceLifetime();

        RunUnder(lifetime, fails);

        Assert.Equal((exitCode, exitCode), (lifetime.ExitCode, lifetime.ToldAtStop));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public void It_is_told_no_later_than_the_application_has_stopped_at_which_a_service_reports_its_end(bool fails, int exitCode)
    {
        var (lifetime, told) = (new WindowsServiceLifetime(), -2);

        RunUnder(lifetime, fails, () => told = lifetime.ExitCode);

        Assert.Equal(exitCode, told);
    }

    [Fact]
    public void A_lifetime_that_is_derived_from_a_Windows_services_is_told_too()
    {
        var lifetime = new DerivedLifetime();

        RunUnder(lifetime, fails: true);

        Assert.Equal((1, 1), (lifetime.ExitCode, lifetime.ToldAtStop));
    }

    [Fact]
    public void A_lifetime_of_the_applications_own_is_left_alone_whatever_its_properties_are_called()
    {
        var lifetime = new OwnLifetime();

        RunUnder(lifetime, fails: true);

        Assert.Equal((-1, -1), (lifetime.ExitCode, lifetime.ToldAtStop));
    }

    private static void RunUnder(IHostLifetime lifetime, bool fails, Action? stopped = null) => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Services.AddSingleton(lifetime);
        using var host = world.Adopt(
            builder,
            dispatcher => dispatcher.AddTask("work", async stopping =>
            {
                await world.Delay(fails ? 1 : -1, stopping);
                throw new IOException("work");
            }),
            static options => options.HandleSignals = false);
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopped.Register(() => stopped?.Invoke());
        await host.StartAsync();
        await world.Delay(2);

        await host.StopAsync();
    });

    private sealed class DerivedLifetime : WindowsServiceLifetime;

    private sealed class OwnLifetime : IHostLifetime
    {
        public int ExitCode { get; set; } = -1;

        public int ToldAtStop { get; private set; }

        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            ToldAtStop = ExitCode;
            return Task.CompletedTask;
        }
    }
}
