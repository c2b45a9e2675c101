using System.Diagnostics.CodeAnalysis;

namespace Vahta.Supervision;

/// <summary>
/// Runs that have news, in the order told. Who tells does not wait for the lock: whoever has it, or gets it next, minds what is here before anything else. The runs are strung on each
/// other, so that news costs no memory.
/// </summary>
internal sealed class RunInbox
{
    // from any thread: the one told last, which leads to those told before it
    private UnitRun? _latest;

    // changed under the lock: the one told first of those that were turned round, which leads to those told after it
    private UnitRun? _first;

    public bool IsEmpty => Volatile.Read(ref _latest) is null && Volatile.Read(ref _first) is null;

    /// <summary>Leaves a run that is not in here. From any thread.</summary>
    public void Add(UnitRun run)
    {
        // Once it is in here it may be minded, and changed, at any time.
        UnitRun? latest;
        do
        {
            run.NextWithNews = latest = Volatile.Read(ref _latest);
        }
        while (Interlocked.CompareExchange(ref _latest, run, latest) != latest);
    }

    /// <summary>Takes the one told first, which may be left here again from then on. Under the lock.</summary>
    public bool TryTake([NotNullWhen(true)] out UnitRun? run)
    {
        run = _first ?? TurnRound();
        if (run is null)
        {
            return false;
        }

        Volatile.Write(ref _first, run.NextWithNews);
        run.NextWithNews = null;
        return true;
    }

    private UnitRun? TurnRound()
    {
        UnitRun? first = null;
        for (var run = Interlocked.Exchange(ref _latest, null); run is not null;)
        {
            (run.NextWithNews, first, run) = (first, run, run.NextWithNews);
        }

        return first;
    }
}
