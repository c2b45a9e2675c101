namespace Vahta.Loops;

/// <summary>Work begun on a loop.</summary>
internal sealed class LoopWork : ILeftover
{
    private readonly CancellationTokenSource _cancelled = new();

    public LoopWork(string name, Func<CancellationToken, Task> work, LoopTaskScheduler scheduler)
    {
        Name = name;
        Ended = Task.Factory.StartNew(() => Work = Call(work), CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler).Unwrap();
    }

    public string Name { get; }

    public bool IsBounded => false;

    public Task? Work { get; private set; }

    /// <summary>Ends as the work does.</summary>
    public Task Ended { get; }

    public async Task CancelAsync()
    {
        await _cancelled.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await Ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    private Task Call(Func<CancellationToken, Task> work) =>
        work(_cancelled.Token) ?? throw new InvalidOperationException($"'{Name}' returned null instead of a Task. Return Task.CompletedTask, or make it async.");
}
