// The same two services, once on the plain host and once adopted by one line: what becomes of them when one misbehaves. Without arguments it tries everything.

using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

if (args is [var host, var trouble])
{
    var builder = Host.CreateApplicationBuilder();
    builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(2));
    builder.Services.AddHostedService<Steady>();
    builder.Services.AddHostedService<Troubled>();
    builder.Services.AddSingleton(new Trouble(trouble));
    if (host == "vahta")
    {
        builder.AddVahta();                                     // the one line
    }

    await builder.Build().RunAsync();
    return Environment.ExitCode;
}
Console.WriteLine("| the second service | on the host alone | with Vahta |\n|---|---|---|");
foreach (var what in (string[])["fails to start", "throws while it runs", "takes 6 s to stop, of 2 s", "does not end when told", "is starting at SIGTERM", "is running at SIGHUP"])
{
    var seen = await Task.WhenAll(Seen("plain", what), Seen("vahta", what));
    Console.WriteLine($"| {what} | {seen[0]} | {seen[1]} |");
}
return 0;

static async Task<string> Seen(string host, string trouble)
{
    using var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [host, trouble]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    var (output, errors) = (child.StandardOutput.ReadToEndAsync(), child.StandardError.ReadToEndAsync());
    await Task.Delay(2000);
    using var kill = child.HasExited ? null : Process.Start("kill", [trouble.EndsWith("SIGHUP", StringComparison.Ordinal) ? "-HUP" : "-TERM", $"{child.Id}"]);
    await child.WaitForExitAsync();
    var said = await output + await errors;
    var first = said.Contains("stopped with a dead token", StringComparison.Ordinal) ? "stopped with a dead token" : said.Contains("Steady stopped", StringComparison.Ordinal) ? "stopped" : "never stopped";
    var named = said.Contains("Program.cs:", StringComparison.Ordinal) && said.Contains("abandoned", StringComparison.Ordinal) ? ", the second named with its line" : said.Contains("'Troubled' failed", StringComparison.Ordinal) ? ", the second named" : "";
    return $"exit code {child.ExitCode}, the first {first}{named}";
}

internal sealed record Trouble(string What);

internal sealed class Steady : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StopAsync(CancellationToken cancellationToken) => Console.Out.WriteLineAsync(cancellationToken.IsCancellationRequested ? "Steady stopped with a dead token" : "Steady stopped");
}

internal sealed class Troubled(Trouble trouble) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await (trouble.What == "is starting at SIGTERM" ? Task.Delay(Timeout.Infinite, cancellationToken) : Task.CompletedTask);
        await (trouble.What == "fails to start" ? throw new IOException("no such queue") : base.StartAsync(cancellationToken));
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(trouble.What == "takes 6 s to stop, of 2 s" ? 6000 : 0, CancellationToken.None);
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(trouble.What == "throws while it runs" ? 500 : Timeout.Infinite, trouble.What == "does not end when told" ? CancellationToken.None : stoppingToken);
        throw new IOException("the queue is gone");
    }
}
