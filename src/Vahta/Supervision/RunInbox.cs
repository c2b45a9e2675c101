namespace Vahta.Supervision;

/// <summary>
/// Runs that have news, in the order told. Who tells does not wait for the lock: whoever has it, or gets it next, minds what is here before anything else. The runs are strung on each
/// other, so that news costs no memory.
/// </summary>
internal sealed class RunInbox
{
    private UnitRun? _latest;

    public bool IsEmpty => Volatile.Read(ref _latest) is null;

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

    /// <summary>Takes them all. Each leads to the one told after it, until that is taken from it: then it may be left here again.</summary>
    public UnitRun? TakeAll()
    {
        // The latest is on top: turned round.
        UnitRun? first = null;
        for (var run = Interlocked.Exchange(ref _latest, null); run is not null;)
        {
            (run.NextWithNews, first, run) = (first, run, run.NextWithNews);
        }

        return first;
    }
}
