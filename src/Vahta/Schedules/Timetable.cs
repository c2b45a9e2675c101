using Vahta.Deadlines;

namespace Vahta.Schedules;

/// <summary>
/// When the next occurrence is planned, and when it is due. Knows no clock: it is told what time it is, by the wall for a cron expression, else by the time that
/// passes.
/// </summary>
internal sealed class Timetable
{
    /// <summary>So many missed ones are counted, so that a clock set forward by decades costs nothing.</summary>
    public const int MostCounted = 1000;

    private static readonly TimeSpan s_late = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_corrected = TimeSpan.FromHours(3);
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(1);

    // Timers take no more than 49 days; and no timer tells that the wall clock was set.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(20);
    private static readonly TimeSpan s_betweenGlances = TimeSpan.FromSeconds(30);

    private readonly Schedule _schedule;
    private readonly TimeZoneInfo _local;
    private readonly DateTimeOffset _start;
    private readonly Func<double> _draw;
    private DateTimeOffset _seen;
    private DateTimeOffset? _planned;

    /// <param name="schedule">What it is made of.</param>
    /// <param name="local">The zone where the schedule names none.</param>
    /// <param name="start">Where the timetable begins.</param>
    /// <param name="draw">Draws a number from 0 up to 1, for the jitter of an occurrence.</param>
    public Timetable(Schedule schedule, TimeZoneInfo local, DateTimeOffset start, Func<double> draw)
    {
        _schedule = schedule;
        _local = local;
        _start = _seen = start;
        _draw = draw;
        Plan(start);
    }

    /// <summary>When the next occurrence is to begin; null where none comes any more.</summary>
    public DateTimeOffset? Due { get; private set; }

    /// <summary>Takes what is due by now, and plans what comes after.</summary>
    public Look LookAt(DateTimeOffset now)
    {
        if (_schedule.IsCron && now < _seen - s_corrected)
        {
            Plan(now);
        }

        _seen = now;
        return Due <= now ? Take(now) : Look.Nothing;
    }

    /// <summary>How long to wait before the next look.</summary>
    public TimeSpan Wait(DateTimeOffset now)
    {
        var left = Due is { } due ? Instant.Max(due - now, s_shortest) : TimeSpan.MaxValue;
        return Instant.Min(left, _schedule.IsCron ? s_betweenGlances : s_longest);
    }

    private Look Take(DateTimeOffset now)
    {
        var due = new List<DateTimeOffset>();
        var isInTime = false;
        while (_planned is { } planned && Due <= now && due.Count < MostCounted)
        {
            isInTime = now - Due <= s_late;
            due.Add(planned);
            Plan(planned);
        }

        if (Due <= now)
        {
            isInTime = false;
            Plan(now);
        }

        return Look.Of(due, isInTime, _schedule.Missed);
    }

    private void Plan(DateTimeOffset after)
    {
        _planned = _schedule.Next(after, _start, _local);
        Due = _planned is { } planned && _schedule.Jitter > TimeSpan.Zero ? planned + Delay(planned) : _planned;
    }

    // Never beyond the next one: occurrences keep their order.
    private TimeSpan Delay(DateTimeOffset planned)
    {
        var gap = _schedule.Next(planned, _start, _local) - planned ?? _schedule.Jitter;
        return Instant.Min(_schedule.Jitter, gap) * _draw();
    }
}
