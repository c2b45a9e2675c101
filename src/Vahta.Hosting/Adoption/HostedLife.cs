using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vahta.Supervision;
using Vahta.Units;

namespace Vahta.Hosting.Adoption;

/// <summary>One instance of a hosted service, from its start to its stop.</summary>
internal sealed class HostedLife(IHostedService service)
{
    private readonly BackgroundClass? _background = service is BackgroundService background ? BackgroundClass.Of(background) : null;

    // the unit's run
    private volatile BackgroundExecution? _execution;
    private volatile WebServerDrain? _drain;

    // the host's phases beside the unit's run
    private volatile bool _isUp;
    private int _told;

    public IHostedService Service => service;

    /// <summary>Whether it wants to know of the host's phases.</summary>
    public bool HasPhases { get; } = service is IHostedLifecycleService;

    /// <summary>Whether its stop is the base class's: to cancel what it executes, and to wait.</summary>
    public bool OnlyWaitsToEnd => _background is { LeavesStop: true };

    public Delegate? Code => _execution?.Code;

    /// <summary>What it does just now where its unit's own task does not say: what a background service executes, and not its stop, where that is one of its own; of a web server that stops, a request.</summary>
    public (Task? Task, bool IsInCall) InFlight(bool isStopping) =>
        _drain is { } drain ? drain.InFlight
        : _execution is { } execution && (!isStopping || OnlyWaitsToEnd) && !execution.Ended.IsCompleted ? execution.InFlight : default;

    /// <summary>Starts a service that knows no phases and leaves its start to its base class: that calls nobody, and only queues what it executes.</summary>
    public bool TryStartAtOnce(UnitRun run) => !HasPhases && TryExecute(run);

    public Task StartAsync(UnitRun run) => TryExecute(run) ? Task.CompletedTask : StartByItselfAsync(run, run.Context);

    private bool TryExecute(UnitRun run)
    {
        if (_background is not { LeavesStart: true } || !BackgroundMembers.AreKnown)
        {
            return false;
        }

        _execution = CalledExecution.Begin((BackgroundService)service, run);
        _isUp = true;
        return true;
    }

    /// <summary>What its stop only tells to end, and waits for; null where that does more, or is not known.</summary>
    public CalledExecution? OnlyEnding => OnlyWaitsToEnd ? _execution as CalledExecution : null;

    public Task StopAsync(UnitContext context) => OnlyEnding?.StopAsync() ?? StopByItselfAsync(context);

    private async Task StartByItselfAsync(UnitRun run, UnitContext context)
    {
        // As the host's, it is the token of the start alone, and dead to whoever keeps it.
        using var starting = CancellationTokenSource.CreateLinkedTokenSource(context.Stopping);
        if (service is BackgroundService background)
        {
            _execution = await FoundExecution.BeginAsync(background, run, () => KeepAsync(service.StartAsync(starting.Token), nameof(StartAsync)));
        }
        else
        {
            await KeepAsync(service.StartAsync(starting.Token), nameof(StartAsync));
        }

        _isUp = true;
        if (context.Kind == UnitKind.WebServer && context.Services.GetService<IWebServer>() is { Addresses: { Count: > 0 } addresses })
        {
            context.Status($"listening on {string.Join(", ", addresses)}");
        }
    }

    private async Task StopByItselfAsync(UnitContext context)
    {
        try
        {
            await (context.Kind == UnitKind.WebServer ? SeveralFailures.KeepAsync((_drain = new(service, context)).StopAsync()) : KeepAsync(service.StopAsync(context.Aborting), nameof(StopAsync)));
        }
        finally
        {
            if (_execution is { } execution)
            {
                await BackgroundExecution.CancelAsync((BackgroundService)service);
                await execution.Ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }
        }
    }

    private Task KeepAsync(Task? task, string method) => Returned(task, method) is { IsCompletedSuccessfully: false } running ? SeveralFailures.KeepAsync(running) : Task.CompletedTask;

    private Task Returned(Task? task, string method) => task ?? throw new InvalidOperationException($"{service.GetType().Name}.{method} returned null instead of a Task. Return Task.CompletedTask, or make it async.");

    // ---- the phases of a host, of which only some services want to know; each is told once

    public Task StartingAsync(CancellationToken token) =>
        service is IHostedLifecycleService lifecycle && IsNews(Phases.Starting) ? Returned(lifecycle.StartingAsync(token), nameof(StartingAsync)) : Task.CompletedTask;

    public Task StartedAsync(CancellationToken token) =>
        service is IHostedLifecycleService lifecycle && _isUp && IsNews(Phases.Started) ? Returned(lifecycle.StartedAsync(token), nameof(StartedAsync)) : Task.CompletedTask;

    public Task StoppingAsync(CancellationToken token) =>
        service is IHostedLifecycleService lifecycle && _isUp && IsNews(Phases.Stopping) ? Returned(lifecycle.StoppingAsync(token), nameof(StoppingAsync)) : Task.CompletedTask;

    public Task StoppedAsync(CancellationToken token) =>
        service is IHostedLifecycleService lifecycle && _isUp && IsNews(Phases.Stopped) ? Returned(lifecycle.StoppedAsync(token), nameof(StoppedAsync)) : Task.CompletedTask;

    private bool IsNews(Phases phase) => ((Phases)Interlocked.Or(ref _told, (int)phase) & phase) == 0;

    [Flags]
    private enum Phases
    {
        Starting = 1,
        Started = 2,
        Stopping = 4,
        Stopped = 8,
    }
}
