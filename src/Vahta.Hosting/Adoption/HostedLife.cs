using Microsoft.Extensions.Hosting;
using Vahta.Units;

namespace Vahta.Hosting.Adoption;

/// <summary>One instance of a hosted service, from its start to its stop.</summary>
internal sealed class HostedLife(IHostedService service)
{
    // the unit's run
    private BackgroundExecution? _execution;
    private Task _watching = Task.CompletedTask;
    private volatile WebServerDrain? _drain;

    // the host's phases beside the unit's run
    private volatile bool _isUp;
    private int _wasToldStarting;
    private int _wasToldStarted;
    private int _wasToldStopping;
    private int _wasToldStopped;

    public IHostedService Service => service;

    private IHostedLifecycleService? Lifecycle => service as IHostedLifecycleService;

    /// <summary>Whether its stop is the base class's: to cancel what it executes, and to wait.</summary>
    public bool OnlyWaitsToEnd => service is BackgroundService background && BackgroundClass.Of(background).LeavesStop;

    public Delegate? Code => _execution?.Code;

    /// <summary>What it does just now where its unit's own task does not say: what a background service executes, and not its stop, where that is one of its own; of a web server that stops, a request.</summary>
    public (Task? Task, bool IsInCall) InFlight(bool isStopping) =>
        _drain is { } drain ? drain.InFlight
        : _execution is { } execution && (!isStopping || OnlyWaitsToEnd) && !_watching.IsCompleted ? execution.InFlight : default;

    public async Task StartAsync(UnitContext context)
    {
        // As the host's, it is the token of the start alone, and dead to whoever keeps it.
        using var starting = CancellationTokenSource.CreateLinkedTokenSource(context.Stopping);
        if (service is not BackgroundService background)
        {
            await SeveralFailures.KeepAsync(service.StartAsync(starting.Token));
        }
        else
        {
            await BeginAsync(background, context, starting.Token);
        }

        _isUp = true;
    }

    public async Task StopAsync(UnitContext context)
    {
        try
        {
            await SeveralFailures.KeepAsync(context.Kind == UnitKind.WebServer ? (_drain = new(service, context)).StopAsync() : service.StopAsync(context.Aborting));
        }
        finally
        {
            await (_execution?.CancelAsync() ?? Task.CompletedTask);
            await _watching;
        }
    }

    private async Task BeginAsync(BackgroundService background, UnitContext context, CancellationToken starting)
    {
        try
        {
            _execution = await BackgroundExecution.BeginAsync(background, starting);
        }
        catch
        {
            await BackgroundExecution.GiveUpAsync(background);
            throw;
        }

        _watching = WatchAsync(context, _execution);
    }

    // ---- the phases of a host, of which only some services want to know; each is told once

    public Task StartingAsync(CancellationToken token) => Lifecycle is { } lifecycle && IsNews(ref _wasToldStarting) ? lifecycle.StartingAsync(token) : Task.CompletedTask;

    public Task StartedAsync(CancellationToken token) => Lifecycle is { } lifecycle && _isUp && IsNews(ref _wasToldStarted) ? lifecycle.StartedAsync(token) : Task.CompletedTask;

    public Task StoppingAsync(CancellationToken token) => Lifecycle is { } lifecycle && _isUp && IsNews(ref _wasToldStopping) ? lifecycle.StoppingAsync(token) : Task.CompletedTask;

    public Task StoppedAsync(CancellationToken token) => Lifecycle is { } lifecycle && _isUp && IsNews(ref _wasToldStopped) ? lifecycle.StoppedAsync(token) : Task.CompletedTask;

    private static bool IsNews(ref int wasTold) => Interlocked.Exchange(ref wasTold, 1) == 0;

    // The one who tells of its end, whoever else waits for it: its failures are told once. One that returns in order has perhaps only handed its work to others: it is stopped in
    // its turn, as the host does, unless somebody said that its completion means something.
    private static async Task WatchAsync(UnitContext context, BackgroundExecution execution)
    {
        if (await execution.WaitAsync() is { } ended)
        {
            var failures = context.FailuresOf(ended);
            if (failures.Count > 0 || context.CompletionMatters)
            {
                context.BeDone(failures);
            }
        }
    }
}
