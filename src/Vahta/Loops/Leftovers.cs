using Vahta.Resources;

namespace Vahta.Loops;

/// <summary>What is still there when a loop is to be closed: dispatchers, work, streams.</summary>
internal sealed class Leftovers(LoopCore loop, TimeSpan closeWithin, ILoopListener told) : IResourceOwner
{
    private readonly Lock _gate = new();

    // under the gate
    private readonly HashSet<ILeftover> _open = [];
    private OwnedResources _streams = new();

    public Task Start(string name, Func<CancellationToken, Task> work)
    {
        var begun = new LoopWork(name, work, loop.TaskScheduler);
        Add(begun);
        begun.Ended.ContinueWith(_ => Remove(begun), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return begun.Ended;
    }

    public void Add(ILeftover leftover)
    {
        lock (_gate)
        {
            _open.Add(leftover);
        }
    }

    public void Remove(ILeftover leftover)
    {
        lock (_gate)
        {
            _open.Remove(leftover);
        }
    }

    /// <summary>First what bounds itself, a dispatcher, since its units may use the rest.</summary>
    public async Task CancelAsync()
    {
        while (Open(bounded: true) is { Length: > 0 } dispatchers)
        {
            await Task.WhenAll(dispatchers.Select(dispatcher => dispatcher.CancelAsync()));
        }

        var timeIsUp = new TaskCompletionSource();
        using var timer = loop.Time.CreateTimer(static up => ((TaskCompletionSource)up!).TrySetResult(), timeIsUp, closeWithin, Timeout.InfiniteTimeSpan);
        while (Open(bounded: false) is { Length: > 0 } works && !timeIsUp.Task.IsCompleted)
        {
            await Task.WhenAny(Task.WhenAll(works.Select(CancelAsync)), timeIsUp.Task);
        }

        foreach (var left in Open(bounded: false))
        {
            Remove(left);
            told.LeftBehind(left, closeWithin);
        }
    }

    public IAsyncEnumerable<T> Own<T>(IAsyncEnumerable<T> stream) => new OwnedStream<T>(stream, this);

    /// <summary>Closes what is open now; what is opened later is closed the next time.</summary>
    public async Task CloseStreamsAsync()
    {
        OwnedResources streams;
        lock (_gate)
        {
            streams = _streams;
            _streams = new();
        }

        var failures = new List<Exception>();
        await streams.CloseAsync(failures);
        foreach (var failure in failures)
        {
            told.LeftoverFailed("a stream", failure);
        }
    }

    void IResourceOwner.Keep(object resource)
    {
        lock (_gate)
        {
            _streams.TryAdd(resource);
        }
    }

    void IResourceOwner.Forget(object resource)
    {
        lock (_gate)
        {
            _streams.Remove(resource);
        }
    }

    private async Task CancelAsync(ILeftover work)
    {
        await work.CancelAsync();
        foreach (var thrown in work.Work?.Exception?.InnerExceptions ?? [])
        {
            told.LeftoverFailed(work.Name, thrown);
        }
    }

    private ILeftover[] Open(bool bounded)
    {
        lock (_gate)
        {
            return [.. _open.Where(leftover => leftover.IsBounded == bounded)];
        }
    }
}
