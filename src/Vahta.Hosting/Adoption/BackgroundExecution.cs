using System.Reflection;
using Microsoft.Extensions.Hosting;
using Vahta.Units;

namespace Vahta.Hosting.Adoption;

/// <summary>
/// A <see cref="BackgroundService"/>'s <c>ExecuteAsync</c>. Called by us where the service leaves its start to the base class, so that the task is ours and a hang can be named by its line; the
/// base class then finds what it would have written down itself. Else whatever the service's own start has made of it.
/// </summary>
internal sealed class BackgroundExecution
{
    private static readonly MethodInfo? s_execute = typeof(BackgroundService).GetMethod("ExecuteAsync", BindingFlags.Instance | BindingFlags.NonPublic);
    private static readonly Func<BackgroundService, CancellationToken, Task>? s_call = s_execute?.CreateDelegate<Func<BackgroundService, CancellationToken, Task>>();
    private static readonly FieldInfo? s_task = typeof(BackgroundService).GetField("_executeTask", BindingFlags.Instance | BindingFlags.NonPublic);
    private static readonly FieldInfo? s_stop = typeof(BackgroundService).GetField("_stoppingCts", BindingFlags.Instance | BindingFlags.NonPublic);

    private readonly BackgroundService _service;
    private readonly CancellationTokenSource? _stop;
    private Task? _executing;

    private BackgroundExecution(BackgroundService service, bool isOurs)
    {
        _service = service;
        _stop = isOurs ? new() : null;
    }

    /// <summary>What it does just now, where that is known: its task, and whether it is inside the call that has not returned one.</summary>
    public (Task? Task, bool IsInCall) InFlight => _stop is null ? (_service.ExecuteTask, false) : (_executing, _executing is null);

    /// <summary>The user's method, where we call it.</summary>
    public Delegate? Code => _stop is null ? null : s_execute!.CreateDelegate<Func<CancellationToken, Task>>(_service);

    /// <summary>The task by which its end is known; null where the service never began one.</summary>
    public Task? Ended => _executing ?? _service.ExecuteTask;

    /// <summary>Starts a service, its <c>ExecuteAsync</c> with it.</summary>
    public static async Task<BackgroundExecution> BeginAsync(BackgroundService service, CancellationToken starting)
    {
        var isOurs = BackgroundClass.Of(service).LeavesStart && s_call is not null && s_task?.FieldType == typeof(Task) && s_stop?.FieldType == typeof(CancellationTokenSource);
        var execution = new BackgroundExecution(service, isOurs);
        if (isOurs)
        {
            s_stop!.SetValue(service, execution._stop);
            s_task!.SetValue(service, execution.CallAsync().Unwrap());
        }
        else
        {
            await SeveralFailures.KeepAsync(((IHostedService)service).StartAsync(starting));
        }

        return execution;
    }

    /// <summary>Tells it to end, for a service whose own stop did not.</summary>
    public Task CancelAsync() => CancelAsync(_service);

    /// <summary>Ends what a start that failed has left behind; what that throws adds nothing to what the start failed with.</summary>
    public static async Task GiveUpAsync(BackgroundService service)
    {
        await CancelAsync(service);
        await (service.ExecuteTask ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    private static Task CancelAsync(BackgroundService service) => (s_stop?.GetValue(service) as CancellationTokenSource)?.CancelAsync() ?? Task.CompletedTask;

    /// <summary>Completes when it has ended, and the task by which it did; never fails.</summary>
    public async Task<Task?> WaitAsync()
    {
        await (_service.ExecuteTask ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        return Ended;
    }

    // Its part before the first await holds up nobody's start. What it throws is not thrown once more on its way.
    private async Task<Task> CallAsync()
    {
        await Task.Yield();
        return _executing = s_call!(_service, _stop!.Token) ?? throw new InvalidOperationException($"{_service.GetType().Name}.ExecuteAsync returned null instead of a task.");
    }
}
