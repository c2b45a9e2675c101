using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace Vahta.ProcessTests.Programs;

/// <summary>Web applications whose lifespans take their time.</summary>
internal static class Web
{
    public static Task<int> OpensSlowly(string[] args) => RunAsync(static dispatcher => dispatcher.AddLifespan("second", static async stopping =>
    {
        Stage.Say("second opens");
        await Task.Delay(Timeout.Infinite, stopping);
    }, static _ => Say("second down")).After("first"));

    public static Task<int> FailsToOpen(string[] args) => RunAsync(static dispatcher =>
        dispatcher.AddLifespan("second", static _ => throw new IOException("no such queue"), static _ => Say("second down")).After("first"));

    public static Task<int> ClosesSlowly(string[] args) => RunAsync(static dispatcher => dispatcher.AddLifespan("second", static _ => Task.CompletedTask, static async aborting =>
    {
        Stage.Say("second closes");
        await Task.Delay(700, aborting);
        Stage.Say("second down");
    }).After("first"));

    public static Task<int> ThrowsInHook(string[] args) => RunAsync(static dispatcher => dispatcher.OnStopping(static _ => throw new IOException("no such hook")));

    private static async Task<int> RunAsync(Action<Dispatcher> add)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.AddVahta(dispatcher =>
        {
            dispatcher.AddLifespan("first", Stage.Hold);
            add(dispatcher);
        });
        var report = await builder.Build().RunVahtaAsync();
        Stage.Say("after the run");
        return report.ExitCode;
    }

    private static Task Say(string line)
    {
        Stage.Say(line);
        return Task.CompletedTask;
    }
}
