using Microsoft.Extensions.Hosting;

namespace Vahta.Hosting.Adoption;

/// <summary>One instance of a hosted service, from its start to its stop.</summary>
internal sealed class HostedLife(IHostedService service)
{
    // the unit's run
    private BackgroundExecution? _execution;
    private Task _watching = Task.CompletedTask;

    // the host's phases and the unit's run, one after the other
    private bool _isUp;
    private bool _wasToldStopping;
    private bool _wasToldStopped;

    public IHostedService Service => service;

    private IHostedLifecycleService? Lifecycle => service as IHostedLifecycleService;

    /// <summary>Whether its stop is the base class's: to cancel what it executes, and to wait.</summary>
    public bool OnlyWaitsToEnd => service is BackgroundService background && BackgroundClass.Of(background).LeavesStop;

    public Delegate? Code => _execution?.Code;

    /// <summary>What it does just now where its unit's own task does not say: what a background service executes, and not its stop, where that is one of its own.</summary>
    public (Task? Task, bool IsInCall) InFlight(bool isStopping) =>
        _execution is { } execution && (!isStopping || OnlyWaitsToEnd) && !_watching.IsCompleted ? execution.InFlight : default;

    public async Task StartAsync(UnitContext context)
    {
        if (service is BackgroundService background)
        {
            _execution = await BackgroundExecution.BeginAsync(background, context.Stopping);
            _watching = WatchAsync(context, _execution);
        }
        else
        {
            await service.StartAsync(context.Stopping);
        }

        _isUp = true;
    }

    public async Task StopAsync(UnitContext context)
    {
        try
        {
            await (context.Kind == UnitKind.WebServer ? WebServerDrain.StopAsync(service, context) : service.StopAsync(context.Aborting));
        }
        finally
        {
            await (_execution?.CancelAsync() ?? Task.CompletedTask);
            await _watching;
        }
    }

    // ---- the phases of a host, of which only some services want to know

    public Task StartingAsync(CancellationToken token) => Lifecycle?.StartingAsync(token) ?? Task.CompletedTask;

    public Task StartedAsync(CancellationToken token) => _isUp && Lifecycle is { } lifecycle ? lifecycle.StartedAsync(token) : Task.CompletedTask;

    /// <summary>Told once, of what is up.</summary>
    public Task StoppingAsync(CancellationToken token)
    {
        var isNews = _isUp && !_wasToldStopping;
        _wasToldStopping |= _isUp;
        return isNews && Lifecycle is { } lifecycle ? lifecycle.StoppingAsync(token) : Task.CompletedTask;
    }

    /// <summary>Told once, of what was up.</summary>
    public Task StoppedAsync(CancellationToken token)
    {
        var isNews = _isUp && !_wasToldStopped;
        _wasToldStopped |= _isUp;
        return isNews && Lifecycle is { } lifecycle ? lifecycle.StoppedAsync(token) : Task.CompletedTask;
    }

    // The one who tells of its end, whoever else waits for it: its failures are told once.
    private static async Task WatchAsync(UnitContext context, BackgroundExecution execution)
    {
        if (await execution.WaitAsync() is { } ended)
        {
            context.BeDone(context.FailuresOf(ended));
        }
    }
}
