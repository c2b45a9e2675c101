using Vahta.Deadlines;

namespace Vahta.Loops;

/// <summary>Finds out which callback keeps a loop to itself, from the keeper's thread: the loop pays no more than to count its calls.</summary>
internal sealed class BlockWatch(LoopCore loop, TimeSpan limit, ILoopListener told) : IKept, IDisposable
{
    private readonly TimeProvider _clock = TimeProvider.System;

    // the keeper's
    private long _calls = -1;
    private long _since;
    private long _looked;
    private bool _isTold;

    // An idle loop is looked at when the keeper passes by anyway.
    public TimeSpan UntilDue => loop.IsIdle ? Instant.Never : limit.Since(_clock.GetElapsedTime(_looked));

    /// <summary>Watches one run of the loop.</summary>
    public BlockWatch Begin()
    {
        _calls = -1;
        _isTold = false;
        Keeper.Keep(this);
        return this;
    }

    public void Dispose() => Keeper.Release(this);

    public void Wake()
    {
        _looked = _clock.GetTimestamp();
        var calls = loop.Calls;
        var callback = loop.Current;
        if (calls != _calls || loop.IsIdle)
        {
            _calls = calls;
            _since = _looked;
            _isTold = false;
        }
        else if (!_isTold && loop.Calls == calls)
        {
            // Told elsewhere: a log is the user's code, which the keeper never runs.
            _isTold = true;
            var lasting = _clock.GetElapsedTime(_since);
            ThreadPool.UnsafeQueueUserWorkItem(_ => told.Blocked(callback, lasting), null);
        }
    }
}
