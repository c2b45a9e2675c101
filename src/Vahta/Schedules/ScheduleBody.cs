using Vahta.Units;

namespace Vahta.Schedules;

/// <summary>A schedule: its timetable, which outlives the unit's runs, and the work that each occurrence calls.</summary>
internal sealed class ScheduleBody(Schedule schedule, UnitBody work) : UnitBody
{
    private volatile ScheduleRun? _current;

    // the run's; one at a time
    private Timetable? _timetable;

    public Schedule Schedule => schedule;

    /// <summary>The run that is going on; null outside of one.</summary>
    public ScheduleRun? Current => _current;

    public override UnitKind Kind => UnitKind.Schedule;

    public override Delegate? Code => work.Code;

    public override DateTimeOffset? NextRun => _current?.NextRunInTurn;

    public override Task Start(UnitContext context)
    {
        var run = new ScheduleRun(schedule, work, context.OwnRun, ref _timetable);
        _current = run;
        return RunAsync(run);
    }

    private async Task RunAsync(ScheduleRun run)
    {
        try
        {
            await run.RunAsync();
        }
        finally
        {
            Interlocked.CompareExchange(ref _current, null, run);
        }
    }
}
