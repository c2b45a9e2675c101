namespace Vahta.Schedules;

/// <summary>What a look at the timetable found: who is to run, and how many were missed.</summary>
/// <param name="Runs">What is to run now, earliest first.</param>
/// <param name="Missed">How many could not begin when they were due.</param>
/// <param name="First">The first of those.</param>
internal readonly record struct Look(IReadOnlyList<PlannedRun> Runs, int Missed, DateTimeOffset First)
{
    public static Look Nothing { get; } = new([], 0, default);

    /// <param name="due">All that were due, earliest first; at least one.</param>
    /// <param name="isLastInTime">Whether the last of them may count as in time.</param>
    /// <param name="policy">What becomes of the others.</param>
    public static Look Of(IReadOnlyList<DateTimeOffset> due, bool isLastInTime, Missed policy)
    {
        var last = due.Count - 1;
        var missed = isLastInTime ? last : due.Count;
        IReadOnlyList<PlannedRun> runs = policy switch
        {
            Vahta.Missed.RunAll => [.. due.Select((planned, index) => new PlannedRun(planned, index < missed))],
            Vahta.Missed.Skip when !isLastInTime => [],
            _ => [new(due[last], !isLastInTime)],
        };
        return new(runs, missed, missed > 0 ? due[0] : default);
    }
}
