using Vahta.Deadlines;
using Vahta.Supervision;
using Vahta.Units;

namespace Vahta.Pools;

/// <summary>What is done with one item: a try, and where that fails, others, until one succeeds or the failure is told.</summary>
internal readonly struct ItemCall<T>(PoolRun<T> run, PoolItem<T> item)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    // Timers take no more.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(40);

    /// <summary>What it is called where it is told of.</summary>
    public string Name => run.Body.NameOf(item.Value, item.Number);

    /// <summary>Whether a try may take so long only, and so has to be watched.</summary>
    public bool IsBounded => run.Body.Options.TryWithin is not null;

    /// <summary>Calls the handler.</summary>
    public Task Try(CancellationToken token)
    {
        try
        {
            return run.Engine.Environment is null ? Call(token) : CallByEnvironment(token);
        }
        catch (Exception exception)
        {
            return Task.FromException(exception);
        }
    }

    private Task Call(CancellationToken token) => Returned.Task(run.Body.Handler(item.Value, run.Context, token), run.Context.Name, "handler");

    private Task CallByEnvironment(CancellationToken token)
    {
        var call = this;
        return run.Context.CallItem(token, () => call.Call(token));
    }

    /// <summary>Lives through all tries of the item.</summary>
    /// <param name="tried">The first try, where it has ended already.</param>
    public async Task LiveAsync(Task? tried)
    {
        var policy = run.Body.Options.Retry;
        for (var failures = 1; ; failures++)
        {
            var failure = tried is not null ? Outcome.FailuresOf(tried, UrgencyLevel.None, isTeardown: false) : await TryAsync();
            if (failure is null)
            {
                return;
            }

            if (failure.Count == 0)
            {
                run.Succeeded();
                run.Engine.Complete(item.Waiter);
                return;
            }

            var isTriedAgain = policy.Mode != RestartMode.Never && (policy.KeepTrying || failures <= policy.MaxRestarts);
            if (!isTriedAgain || !await WaitAsync(Backoff.Of(policy).Delay(failures, run.Engine.Draw())))
            {
                await TellAsync(failure);
                return;
            }

            tried = null;
        }
    }

    // Null where it has been told already.
    private async Task<IReadOnlyList<Exception>?> TryAsync()
    {
        if (run.Body.Options.TryWithin is not { } limit)
        {
            return await EndOf(Try(run.Aborting));
        }

        using var within = new CancellationTokenSource(limit, run.Context.TimeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(within.Token, run.Aborting);
        var trying = Try(both.Token);
        using var ended = new CancellationTokenSource();
        var isLate = Task.Delay(limit + s_patience, run.Context.TimeProvider, ended.Token);
        if (await Task.WhenAny(trying, isLate) == isLate)
        {
            // Its failure cannot wait for an end that may never come.
            await TellAsync([TooLong(limit, LateRuns.DescribeTask(trying))]);
            Exception[] later = [.. (await EndOf(trying)).Where(static exception => exception is not OperationCanceledException)];
            if (later.Length > 0)
            {
                run.Context.ItemFailed(Name, later);
            }

            return null;
        }

        await ended.CancelAsync();
        var failure = await EndOf(trying);
        return failure.Count > 0 && within.IsCancellationRequested && failure[0] is OperationCanceledException ? [TooLong(limit, null), .. failure.Skip(1)] : failure;
    }

    private static async Task<IReadOnlyList<Exception>> EndOf(Task task)
    {
        await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        return Outcome.FailuresOf(task, UrgencyLevel.None, isTeardown: false);
    }

    private UnitTimeoutException TooLong(TimeSpan limit, string? awaitingAt) => new(run.Context.Name, limit, awaitingAt,
        $"{Name} of pool '{run.Context.Name}' took longer than {Durations.Text(limit)}."
        + (awaitingAt is null ? "" : $" It is awaiting at {awaitingAt}, and keeps its worker until it ends. Honour its token there, or raise ItemTimeout."));

    // False where there will be no other try: the pool has stopped working on.
    private async Task<bool> WaitAsync(TimeSpan delay)
    {
        await Task.Delay(Instant.Min(delay, s_longest), run.Context.TimeProvider, run.NoMoreTries).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        return !run.NoMoreTries.IsCancellationRequested;
    }

    private async Task TellAsync(IReadOnlyList<Exception> failure)
    {
        if (item.Waiter is { } waiter)
        {
            // Whoever waits for it is the one to be told.
            waiter.Failure = failure;
            run.Engine.Complete(waiter);
            return;
        }

        run.Failed(Name, failure);
        if (run.Body.Failed is { } handler)
        {
            var (context, one) = (run.Context, item.Value);
            var handled = await EndOf(Called.Guarded(() => Returned.Task(handler(one, failure[0], context.Aborting), context.Name, "failure handler")));
            if (handled.Count > 0)
            {
                run.Context.ItemFailed($"the failure handler for {Name}", handled);
            }
        }
    }
}
