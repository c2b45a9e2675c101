namespace Vahta.Schedules;

/// <summary>What a look at the timetable found: what is to run, and how many were missed.</summary>
/// <param name="Runs">When those that are to run now were planned, earliest first.</param>
/// <param name="Missed">How many could not begin when they were due.</param>
/// <param name="First">When the first of those was planned.</param>
internal readonly record struct Look(IReadOnlyList<DateTimeOffset> Runs, int Missed, DateTimeOffset First)
{
    public static Look Nothing { get; } = new([], 0, default);

    /// <param name="due">All that were due, earliest first; at least one.</param>
    /// <param name="isLastInTime">Whether the last of them may count as in time.</param>
    /// <param name="policy">What becomes of the others.</param>
    public static Look Of(IReadOnlyList<DateTimeOffset> due, bool isLastInTime, Missed policy)
    {
        var missed = isLastInTime ? due.Count - 1 : due.Count;
        IReadOnlyList<DateTimeOffset> runs = policy switch
        {
            Vahta.Missed.RunAll => due,
            Vahta.Missed.Skip when !isLastInTime => [],
            _ => [due[^1]],
        };
        return new(runs, missed, due[0]);
    }
}
