using System.Diagnostics;
using Vahta.Deadlines;
using Vahta.Units;

namespace Vahta.Supervision;

/// <content>Turns at the lock, and the news that are minded in them.</content>
internal sealed partial class Engine
{
    // Whoever minds the news of others has the lock for so many at most, and leaves the rest to the pool when he has done that so many times.
    private const int NewsAtATime = 256;
    private const int MostTimes = 4;

    private readonly Lock _lock = new();
    private readonly RunInbox _inbox = new();
    private readonly NewsMinder _minder;

    /// <summary>Told, outside of any turn, of a defect of ours, and of the unit with which it was met.</summary>
    public Action<Unit, Exception>? MetDefect { get; set; }

    /// <summary>Takes a turn. There is none inside another: news must not be minded in the middle of a decision.</summary>
    public Turn Enter()
    {
        Debug.Assert(!_lock.IsHeldByCurrentThread, "A turn inside a turn.");

        // The time is read before the lock: the provider is not ours.
        var now = Clock.Now;
        _lock.Enter();
        MindNews();
        return new(this, now, mindsNews: true);
    }

    /// <summary>A turn for the last resort, which must not wait for anybody, nor decide anything.</summary>
    public bool TryEnter(TimeSpan patience, out Turn turn)
    {
        turn = new(this, Clock.Now, mindsNews: false);
        return _lock.TryEnter(patience);
    }

    public void Leave(bool mindsNews)
    {
        for (var times = 1; ; times++)
        {
            if (mindsNews)
            {
                MindNews();
            }

            var earliest = Clock.Deadlines.Earliest;
            _lock.Exit();
            Clock.WakeBy(earliest);

            // Of what is left, or came meanwhile: either who told it finds the lock free, or it is seen here.
            if (_inbox.IsEmpty)
            {
                return;
            }

            if (!mindsNews || times == MostTimes)
            {
                _minder.Queue();
                return;
            }

            if (!_lock.TryEnter())
            {
                return;
            }
        }
    }

    /// <summary>A run has news of its calls, from any thread. They are left, until somebody minds them.</summary>
    public void Note(UnitRun run, RunNews news)
    {
        if (run.AddNews(news, Clock.Now))
        {
            _inbox.Add(run);
        }
    }

    /// <summary>As <see cref="Note"/>, of a call that begins: that can wait until there is more to tell, or the call has taken too long.</summary>
    public void NoteBegun(UnitRun run, TimeSpan limit)
    {
        var (now, lost) = (Clock.Now, Clock.Lost);
        run.StartDue = (now - lost).Plus(limit);
        run.AddNews(RunNews.Begun, now);
        _inbox.Add(run);
        Clock.WakeBy(now.Plus(limit));
    }

    /// <summary>Minds the news that were left, unless somebody has the lock: then he does.</summary>
    public void MindNewsIfFree()
    {
        Debug.Assert(!_lock.IsHeldByCurrentThread, "News in the middle of a decision.");
        if (_lock.TryEnter())
        {
            Leave(mindsNews: true);
        }
    }

    private void MindNews()
    {
        for (var count = 0; count < NewsAtATime && _inbox.TryTake(out var run); count++)
        {
            try
            {
                run.Mind();
            }
            catch (Exception defect)
            {
                // Not of whoever just has the lock. What follows from it is not known, and so everything stops, within its budget.
                Count(defect);
                ThreadPool.UnsafeQueueUserWorkItem(new Defect(this, run.Unit, defect), preferLocal: false);
            }
        }
    }

    private void Count(Exception defect)
    {
        Errors.Add(defect);
        AnyUnitFailed = true;
    }

    /// <summary>A defect of ours, to be told outside of the turn in which it was met: another one may follow from that. Never by an event loop, on which user code may keep everybody waiting.</summary>
    private sealed class Defect(Engine engine, Unit unit, Exception met) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            try
            {
                engine.MetDefect?.Invoke(unit, met);
            }
            catch (Exception another)
            {
                using var turn = engine.Enter();
                engine.Count(another);
            }
        }
    }

    /// <summary>Minds what is left where nobody else has to.</summary>
    private sealed class NewsMinder(Engine engine) : IThreadPoolWorkItem
    {
        private int _isQueued;

        // Never by an event loop, on which user code may keep everybody waiting.
        public void Queue()
        {
            if (Interlocked.Exchange(ref _isQueued, 1) == 0)
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }
        }

        public void Execute()
        {
            Volatile.Write(ref _isQueued, 0);
            engine.Enter().Dispose();
        }
    }
}
