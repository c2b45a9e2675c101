using Microsoft.Extensions.Hosting;
using Vahta.Supervision;

namespace Vahta.Hosting.Adoption;

/// <summary>An <c>ExecuteAsync</c> of a service with a start of its own: whatever that has made of it.</summary>
internal sealed class FoundExecution : BackgroundExecution
{
    private FoundExecution(BackgroundService service, UnitRun run)
        : base(service, run) => Ended = WatchAsync(service.ExecuteTask);

    public override (Task? Task, bool IsInCall) InFlight => (Service.ExecuteTask, false);

    public override Task Ended { get; }

    /// <summary>Starts a service, and with it perhaps its <c>ExecuteAsync</c>; a start that fails leaves nothing behind.</summary>
    public static async Task<FoundExecution> BeginAsync(BackgroundService service, UnitRun run, Func<Task> start)
    {
        try
        {
            await start();
            return new(service, run);
        }
        catch
        {
            // What that throws adds nothing to what the start failed with.
            await CancelAsync(service).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            await (service.ExecuteTask ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            throw;
        }
    }

    private async Task WatchAsync(Task? executing)
    {
        if (executing is not null)
        {
            await executing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            Tell(executing);
        }
    }
}
