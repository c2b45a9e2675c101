using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Vahta.ProcessTests.Programs;

/// <summary>Applications of a .NET host, their services unchanged, given to a dispatcher by one line.</summary>
internal static class Hosting
{
    public static Task<int> Serves(string[] args) => RunAsync(static builder => builder.Services.AddHostedService<Reloading>());

    public static Task<int> ServesOn(string[] args) => RunAsync(static builder => builder.Services.AddHostedService<Serving>());

    public static Task<int> Throws(string[] args) => RunAsync(static builder => builder.Services.AddHostedService<Throwing>());

    public static Task<int> StartsSlowly(string[] args) => RunAsync(static builder => builder.Services.AddHostedService<NeverStarting>());

    public static Task<int> IgnoresToken(string[] args) => RunAsync(static builder => builder.Services.AddHostedService<Deaf>());

    public static Task<int> Exits(string[] args) => RunAsync(static builder => builder.Services.AddHostedService<Exiting>());

    // As most do: the exit code is the process's own.
    private static async Task<int> RunAsync(Action<HostApplicationBuilder> add)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddHostedService<Steady>();
        add(builder);
        builder.AddVahta();
        await builder.Build().RunAsync();
        Stage.Say("after the run");
        return Environment.ExitCode;
    }

    private sealed class Steady : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            Stage.Say("steady up");
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            Stage.Say("steady down");
            return Task.CompletedTask;
        }
    }

    private sealed class Throwing : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Task.Delay(100, stoppingToken);
            throw new IOException("the disk is gone");
        }
    }

    private sealed class NeverStarting : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            Stage.Say("starting");
            return Task.Delay(Timeout.Infinite, cancellationToken);
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Deaf : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            Stage.Say("deaf");
            await Task.Delay(Timeout.Infinite, CancellationToken.None); // deaf hangs here
        }
    }

    private sealed class Reloading : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            UnitContext.Current!.OnReload(_ =>
            {
                Stage.Say("reloaded");
                return Task.CompletedTask;
            });
            Stage.Say("reloading up");
            await Stage.Forever(stoppingToken);
        }
    }

    private sealed class Serving : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken) => await Task.Delay(Timeout.Infinite, stoppingToken);
    }

    private sealed class Exiting : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Task.Delay(100, stoppingToken);
            Environment.Exit(7);
        }
    }
}
