namespace Vahta.Deadlines;

/// <summary>
/// Finds out whether the thread pool still runs what is queued to it. While it does not, though the processors are idle, its minimum is doubled at each look, up to a
/// limit: so bodies that block hold others up for a moment only. Afterwards the minimum is put back.
/// </summary>
internal sealed class PoolProbe : IThreadPoolWorkItem
{
    // A pool that gets through this many items in a second is busy, not starved.
    private const double Busy = 128;

    // Enough for any application that blocks by mistake; one that blocks more threads ends by the last resort.
    private const int MostThreads = 1024;

    private static readonly TimeSpan s_beat = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_firstLook = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(400);

    // the pool's
    private volatile bool _answered = true;

    // the keeper's
    private TimeSpan _asked = -s_beat;
    private TimeSpan _looked;
    private TimeSpan _counted;
    private TimeSpan _worked;
    private long _done;
    private bool _starved;
    private int? _minimum;
    private int _raised;

    public void Execute() => _answered = true;

    /// <summary>How long until the next look is due.</summary>
    public TimeSpan LooksIn(TimeSpan now) => _answered || _starved ? s_beat
        : _looked == _asked ? s_firstLook.Since(now - _asked)
        : s_look;

    /// <summary>One look, by the keeper; a finding when the pool is starved or has just recovered.</summary>
    /// <param name="now">The time.</param>
    /// <param name="isExpected">Whether much has just been queued: then the pool is asked at once.</param>
    public Finding? Beat(TimeSpan now, bool isExpected)
    {
        if (_answered)
        {
            Finding? recovered = _starved ? new(Began: false, Ended: true, now - _asked, now - _counted) : null;
            Rest();
            if (isExpected || now - _asked >= s_beat)
            {
                Ask(now);
            }

            return recovered;
        }

        if (now - _asked < s_firstLook || !IsStuck(now, out var isIdle))
        {
            return null;
        }

        var isPatient = now - _asked < s_patience;
        if (isIdle || !isPatient)
        {
            RaiseMinimum();
        }

        if (isPatient)
        {
            return null;
        }

        var began = !_starved;
        var lost = began ? now - _asked : now - _counted;
        _starved = true;
        _counted = now;
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
        Look(now);
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private bool IsStuck(TimeSpan now, out bool isIdle)
    {
        var (looked, done, worked) = (_looked, _done, _worked);
        Look(now);
        var since = now - looked;
        isIdle = _worked - worked < since * Environment.ProcessorCount / 2;
        return _done - done <= Busy * since.TotalSeconds;
    }

    private void Look(TimeSpan now)
    {
        _looked = now;
        _done = ThreadPool.CompletedWorkItemCount;
        _worked = Environment.CpuUsage.TotalTime;
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
