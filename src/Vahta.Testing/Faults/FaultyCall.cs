namespace Vahta.Testing.Faults;

/// <summary>A call into the program's code in which something goes wrong.</summary>
internal sealed class FaultyCall(UserCall call, Fault fault, TimeProvider time, Action struck)
{
    public Task InvokeAsync() => fault switch
    {
        { Point: FaultPoint.Run } => RunAsync(),
        { Point: FaultPoint.Stop } => StopAsync(),
        { Kind: FaultKind.IsSlow or FaultKind.SwallowsCancellation } => StartAsync(),
        _ => Strike(),
    };

    private async Task StartAsync()
    {
        await Strike();
        await call.InvokeAsync();
    }

    // A task is ready when its call has returned, or when it says so: then something goes wrong.
    private async Task RunAsync()
    {
        await Task.Yield();
        try
        {
            call.Context!.Ready();
        }
        catch (InvalidOperationException)
        {
            // It was ready without a word.
        }

        await Strike();
    }

    // Goes wrong only where the program's own code ended well because it was told to: what fails by itself needs no fault.
    private async Task StopAsync()
    {
        var own = call.InvokeAsync();
        await own.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (own.IsFaulted || !call.Context!.Stopping.IsCancellationRequested)
        {
            await own;
            return;
        }

        await Strike();
    }

    private Task Strike()
    {
        struck();
        return fault.Kind switch
        {
            FaultKind.Throws => Task.FromException(fault.Exception!),
            FaultKind.Hangs => HangAsync(),
            FaultKind.CancelsItself => CancelItselfAsync(),
            FaultKind.SwallowsCancellation => SwallowCancellationAsync(),
            _ => Task.Delay(fault.By, time),
        };
    }

    private static async Task HangAsync() => await new TaskCompletionSource().Task;

    private async Task CancelItselfAsync()
    {
        await Task.CompletedTask;
        throw new OperationCanceledException($"{call.Name} cancelled itself.");
    }

    // Ends when its time is up, and not before. A hook has no such moment: it goes on.
    private async Task SwallowCancellationAsync()
    {
        var timeIsUp = new TaskCompletionSource();
        using (call.Context?.Aborting.UnsafeRegister(static up => ((TaskCompletionSource)up!).TrySetResult(), timeIsUp))
        {
            await timeIsUp.Task;
        }
    }
}
