using System.Net;
using System.Net.Sockets;

namespace Vahta.Strangers.Tests;

/// <summary>A silo of Orleans, adopted unchanged.</summary>
public sealed class OrleansTests
{
    [Fact]
    public async Task N18_its_grains_answer_and_it_stops_in_its_order()
    {
        var (silo, gateway) = FreePorts();
        await using var application = new Application("SiloHostedService", builder => builder.UseOrleans(orleans => orleans.UseLocalhostClustering(silo, gateway)));
        await application.StartAsync();

        Assert.Equal("hello, stranger", await application.Services.GetRequiredService<IGrainFactory>().GetGrain<IGreeter>("stranger").Greet());
        var report = await application.StopAsync();

        var (ready, ended) = application.Order();
        Assert.Equal(["database", "Opener", "SiloHostedService", "front"], ready);
        Assert.Equal(["front", "SiloHostedService", "Opener", "database"], ended);
        Assert.Equal(["database up", "stranger leaves", "database down"], application.Journal);
        Assert.Equal((0, 0), (report.ExitCode, report.Errors.Count));
    }

    private static (int Silo, int Gateway) FreePorts()
    {
        using var silo = new TcpListener(IPAddress.Loopback, 0);
        using var gateway = new TcpListener(IPAddress.Loopback, 0);
        silo.Start();
        gateway.Start();
        return (((IPEndPoint)silo.LocalEndpoint).Port, ((IPEndPoint)gateway.LocalEndpoint).Port);
    }
}

/// <summary>A grain's interface.</summary>
public interface IGreeter : IGrainWithStringKey
{
    Task<string> Greet();
}

/// <summary>A grain that notes its end: a silo that stops in order lets its grains do that.</summary>
internal sealed class Greeter(Application application) : Grain, IGreeter
{
    public Task<string> Greet() => Task.FromResult($"hello, {this.GetPrimaryKeyString()}");

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        application.Note($"{this.GetPrimaryKeyString()} leaves");
        return Task.CompletedTask;
    }
}
