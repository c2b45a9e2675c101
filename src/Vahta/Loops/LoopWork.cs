namespace Vahta.Loops;

/// <summary>Work begun on a loop.</summary>
internal sealed class LoopWork : ILeftover, IThreadPoolWorkItem
{
    private readonly CancellationTokenSource _cancelled = new();
    private readonly Lock _gate = new();
    private readonly LoopCore _loop;
    private readonly ILoopListener _told;
    private readonly Func<CancellationToken, Task> _work;

    // under the gate
    private Task? _ending;

    public LoopWork(string name, Func<CancellationToken, Task> work, LoopCore loop, ILoopListener told)
    {
        Name = name;
        _loop = loop;
        _told = told;
        _work = work;
        Ended = Task.Factory.StartNew(static begun => ((LoopWork)begun!).Begin(), this, CancellationToken.None, TaskCreationOptions.DenyChildAttach, loop.TaskScheduler).Unwrap();
    }

    public string Name { get; }

    public bool IsBounded => false;

    public Task? Work { get; private set; }

    /// <summary>Ends as the work does.</summary>
    public Task Ended { get; }

    public Task CancelAsync()
    {
        lock (_gate)
        {
            return _ending ??= EndAsync();
        }
    }

    /// <summary>Fires the token; user code that registered on it runs here.</summary>
    public void Execute()
    {
        try
        {
            _cancelled.Cancel();
        }
        catch (AggregateException failed)
        {
            Tell(failed);
        }
    }

    public override string ToString() => $"the cancellation of '{Name}'";

    private async Task EndAsync()
    {
        if (!Ended.IsCompleted)
        {
            _loop.Queue(this);

            // Later in any case: who listens is not called under the gate.
            await Ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.ForceYielding);
            Tell(Ended.Exception);
        }
    }

    private void Tell(AggregateException? failed)
    {
        foreach (var exception in failed?.InnerExceptions ?? [])
        {
            _told.LeftoverFailed(Name, exception);
        }
    }

    private Task Begin()
    {
        try
        {
            return Work = _work(_cancelled.Token) ?? throw new InvalidOperationException($"'{Name}' returned null instead of a Task. Return Task.CompletedTask, or make it async.");
        }
        catch (OperationCanceledException) when (_cancelled.IsCancellationRequested)
        {
            return Task.FromCanceled(_cancelled.Token);
        }
    }
}
