using System.Diagnostics.CodeAnalysis;
using Vahta.Deadlines;
using Vahta.Resources;

namespace Vahta.Loops;

/// <summary>What is still there when a loop is to be closed: dispatchers, work, streams. It is ended on the loop.</summary>
internal sealed class Leftovers(LoopCore loop, TimeSpan closeWithin, ILoopListener told) : IResourceOwner
{
    // What nobody is left without because another was slow.
    private static readonly TimeSpan s_least = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();

    // under the gate
    private readonly HashSet<ILeftover> _open = [];
    private readonly List<IAsyncDisposable> _streams = [];
    private int _cancelling;

    public Task Start(string name, Func<CancellationToken, Task> work)
    {
        var begun = new LoopWork(name, work, loop, told);
        var isCancelling = Add(begun);
        begun.Ended.ContinueWith(_ => Remove(begun), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        if (isCancelling || loop.IsClosed)
        {
            begun.CancelAsync();
        }

        return begun.Ended;
    }

    /// <summary>Keeps what is open until it is removed. True where all of it is being cancelled just now.</summary>
    public bool Add(ILeftover leftover)
    {
        lock (_gate)
        {
            _open.Add(leftover);
            return _cancelling > 0;
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
    public Task CancelAsync() => OnLoop(async () =>
    {
        ChangeCancelling(1);
        try
        {
            await StopDispatchersAsync();
            await CancelWorkAsync();
            await StopDispatchersAsync();
        }
        finally
        {
            ChangeCancelling(-1);
        }
    });

    /// <summary>Cancels and closes what was begun or opened at the last moment, once the loop is closed. Nobody waits for it any more.</summary>
    public void CancelRest()
    {
        foreach (var late in (ILeftover[])[.. Open(bounded: true), .. Open(bounded: false)])
        {
            _ = late.CancelAsync();
        }

        while (TryTakeStream(out var stream))
        {
            _ = stream.CancelAsync();
        }
    }

    public IAsyncEnumerable<T> Own<T>(IAsyncEnumerable<T> stream) => new OwnedStream<T>(stream, this);

    /// <summary>Closes what is open, the latest first.</summary>
    public Task CloseStreamsAsync() => OnLoop(async () =>
    {
        var began = loop.Time.GetTimestamp();
        while (TryTakeStream(out var stream))
        {
            var limit = Left(began, s_least);
            if (!await EndsWithinAsync(stream.CancelAsync(), limit))
            {
                told.LeftBehind(stream, limit);
            }
        }
    });

    void IResourceOwner.Keep(object resource)
    {
        loop.RefuseWhenClosed();
        lock (_gate)
        {
            _streams.Add((IAsyncDisposable)resource);
        }
    }

    void IResourceOwner.Forget(object resource)
    {
        lock (_gate)
        {
            _streams.Remove((IAsyncDisposable)resource);
        }
    }

    private bool TryTakeStream([NotNullWhen(true)] out ClosingStream? closing)
    {
        lock (_gate)
        {
            closing = _streams.Count == 0 ? null : new(_streams[^1], told);
            if (closing is not null)
            {
                _streams.RemoveAt(_streams.Count - 1);
            }

            return closing is not null;
        }
    }

    private async Task StopDispatchersAsync()
    {
        while (Open(bounded: true) is { Length: > 0 } dispatchers)
        {
            await Task.WhenAll(dispatchers.Select(dispatcher => dispatcher.CancelAsync()));
        }
    }

    private async Task CancelWorkAsync()
    {
        var began = loop.Time.GetTimestamp();
        do
        {
            // Again, for what was begun meanwhile.
            var works = Open(bounded: false);
            if (works.Length == 0 || !await EndsWithinAsync(Task.WhenAll(works.Select(work => work.CancelAsync())), Left(began)))
            {
                break;
            }
        }
        while (Left(began) != TimeSpan.Zero);

        foreach (var left in Open(bounded: false))
        {
            Remove(left);
            told.LeftBehind(left, closeWithin);
        }
    }

    private async Task<bool> EndsWithinAsync(Task ended, TimeSpan limit)
    {
        var timeIsUp = new TaskCompletionSource();
        using var timer = loop.Time.CreateTimer(static up => ((TaskCompletionSource)up!).TrySetResult(), timeIsUp, limit, Timeout.InfiniteTimeSpan);
        await Task.WhenAny(ended, timeIsUp.Task);
        return ended.IsCompleted;
    }

    private TimeSpan Left(long began, TimeSpan atLeast = default) =>
        closeWithin == Timeout.InfiniteTimeSpan ? closeWithin : Instant.Max(atLeast, closeWithin - loop.Time.GetElapsedTime(began));

    private Task OnLoop(Func<Task> code) => loop.IsRunningHere
        ? code()
        : Task.Factory.StartNew(code, CancellationToken.None, TaskCreationOptions.DenyChildAttach, loop.TaskScheduler).Unwrap();

    private void ChangeCancelling(int by)
    {
        lock (_gate)
        {
            _cancelling += by;
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
