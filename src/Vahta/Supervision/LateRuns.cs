using Vahta.Diagnosis;

namespace Vahta.Supervision;

/// <summary>Runs that are late, and are looked at outside the lock to see where they await.</summary>
internal sealed class LateRuns(Engine engine)
{
    // A look costs up to a millisecond: of many that are late at once, these are enough to say what is wrong.
    public const int MostLooks = 64;

    // under the lock
    private List<UnitRun> _runs = [];

    public void Add(UnitRun run) => _runs.Add(run);

    public void LookAtEach(LookedAt then)
    {
        List<UnitRun> late;
        using (engine.Enter())
        {
            late = _runs;
            if (late.Count > 0)
            {
                _runs = [];
            }
        }

        for (var index = 0; index < late.Count; index++)
        {
            var run = late[index];
            var site = index < MostLooks ? Find(run) : null;
            using var turn = engine.Enter();

            // Whoever ended, or was given more time, since it was due is not late.
            if (run.Phase != RunPhase.Ended && !run.IsSet)
            {
                then(turn, run, site);
            }
        }
    }

    /// <summary>Two looks as one phrase: only who stands still is stuck.</summary>
    public static string? Describe(UnitRun run, AwaitSite? first, AwaitSite? second)
    {
        if (second is null && first is null)
        {
            return null;
        }

        var site = (second ?? first)!.ToString();
        return run.Task is null || run.Unit.Body.InFlight is { Task: null, IsInCall: true } ? $"{site}, a call that has not returned its Task"
            : first is not null && second is not null && first != second ? $"{site}, and is still moving"
            : site;
    }

    /// <summary>Where a run is just now, as a phrase.</summary>
    public static string? Describe(UnitRun run) => Find(run) is { } site ? Describe(run, site, site) : null;

    /// <summary>Where a task of the user's awaits just now, as a phrase.</summary>
    public static string? DescribeTask(Task task) => AwaitTrace.Find(task)?.ToString();

    private static AwaitSite? Find(UnitRun run) =>
        run.Unit.Body.InFlight is { Task: { } inFlight } ? AwaitTrace.Find(inFlight)
        : run.Unit.Body.InFlight.IsInCall && run.Unit.Body.Code is { } handler ? AwaitTrace.StartOf(handler)
        : run.Task is { } task ? AwaitTrace.Find(task)
        : run.Unit.Body.Code is { } code ? AwaitTrace.StartOf(code)
        : null;

    public delegate void LookedAt(Turn turn, UnitRun run, AwaitSite? site);
}
