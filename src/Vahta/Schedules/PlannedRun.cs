namespace Vahta.Schedules;

/// <summary>An occurrence of the timetable that is to run.</summary>
/// <param name="Planned">When it was planned.</param>
/// <param name="IsMissed">Whether it makes up for what was missed.</param>
internal readonly record struct PlannedRun(DateTimeOffset Planned, bool IsMissed);
