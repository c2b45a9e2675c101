namespace Vahta.Deadlines;

/// <summary>
/// Finds out whether the thread pool still runs what is queued to it. While it does not, each beat doubles the pool's minimum, up to a
/// limit; afterwards the minimum is put back.
/// </summary>
internal sealed class PoolProbe : IThreadPoolWorkItem
{
    // A pool that gets through this many items between two beats is busy, not starved.
    private const long Busy = 64;

    // Enough for any application that blocks by mistake; one that blocks more threads ends by the last resort.
    private const int MostThreads = 1024;

    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(400);

    // the pool's
    private volatile bool _answered = true;

    // the keeper's
    private TimeSpan _asked;
    private TimeSpan _counted;
    private long _done;
    private bool _starved;
    private int? _minimum;
    private int _raised;

    public void Execute() => _answered = true;

    /// <summary>One look, by the keeper; a finding when the pool is starved or has just recovered.</summary>
    public Finding? Beat(TimeSpan now)
    {
        if (_answered)
        {
            Finding? recovered = _starved ? new(Began: false, Ended: true, now - _asked, now - _counted) : null;
            Rest();
            Ask(now);
            return recovered;
        }

        if (now - _asked < s_patience || IsProgressing())
        {
            return null;
        }

        var began = !_starved;
        var lost = began ? now - _asked : now - _counted;
        _starved = true;
        _counted = now;
        RaiseMinimum();
        return new Finding(began, Ended: false, now - _asked, lost);
    }

    /// <summary>Puts the pool's minimum back.</summary>
    public void Rest()
    {
        _answered = true;
        _starved = false;
        if (_minimum is { } minimum)
        {
            ThreadPool.GetMinThreads(out var workers, out var ports);
            if (workers == _raised)
            {
                // Else the program has set its own meanwhile.
                ThreadPool.SetMinThreads(minimum, ports);
            }

            _minimum = null;
        }
    }

    private void Ask(TimeSpan now)
    {
        _answered = false;
        _asked = now;
        _counted = now;
        _done = ThreadPool.CompletedWorkItemCount;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private bool IsProgressing()
    {
        var done = ThreadPool.CompletedWorkItemCount;
        var progressed = done - _done > Busy;
        _done = done;
        return progressed;
    }

    private void RaiseMinimum()
    {
        ThreadPool.GetMinThreads(out var workers, out var ports);
        _minimum ??= workers;
        _raised = Math.Clamp(2 * ThreadPool.ThreadCount, workers, Math.Max(workers, MostThreads));
        ThreadPool.SetMinThreads(_raised, ports);
    }

    public readonly record struct Finding(bool Began, bool Ended, TimeSpan Lasting, TimeSpan NewlyLost);
}
