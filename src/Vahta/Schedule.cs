using Cronos;
using Vahta.Deadlines;
using Vahta.Units;

namespace Vahta;

/// <summary>
/// When a schedule runs: by interval or by cron expression. Change what is particular by <c>with</c>:
/// <c>Schedule.Cron("0 7 * * *") with { Overlap = Overlap.Queue }</c>.
/// </summary>
public sealed record Schedule
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(1);

    private readonly TimeSpan _interval;
    private readonly CronExpression? _cron;
    private readonly string? _expression;
    private readonly TimeZoneInfo? _zone;

    private Schedule(TimeSpan interval) => _interval = interval;

    private Schedule(CronExpression cron, string expression, TimeZoneInfo? zone)
    {
        _cron = cron;
        _expression = expression;
        _zone = zone;
    }

    /// <summary>
    /// Every so often, first one interval after the unit's first start. The times lie on a grid: however long an occurrence takes, they do not drift. Setting the
    /// clock changes nothing.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than a millisecond, or endless.</exception>
    public static Schedule Every(TimeSpan interval) => interval >= s_shortest && !TimeLimit.Of(interval, "The interval of a schedule").IsInfinite
        ? new(interval)
        : throw new ArgumentOutOfRangeException(nameof(interval), interval, "A schedule cannot run more often than once a millisecond, nor never. Give an interval of 1 ms or more.");

    /// <summary>
    /// By a cron expression, on the wall clock.
    /// <list type="bullet">
    /// <item>Five fields (minute, hour, day of month, month, day of week), six with seconds in front, or a macro such as <c>@daily</c>. Where both days are given, both must
    /// match.</item>
    /// <item>Daylight saving: a time that the clock jumps over runs at once after the jump. A time that comes twice runs once, the first time; an expression with
    /// <c>*</c>, a range or a step in its second, minute or hour runs both times.</item>
    /// <item>A clock set back by up to three hours runs nothing a second time. One set back further is taken to have been wrong, and the schedule goes on from there. One
    /// set forward is noticed within 30 s, and what it jumped over is missed.</item>
    /// </list>
    /// </summary>
    /// <param name="expression">The expression.</param>
    /// <param name="zone">Whose hours and days they are. Default the local zone, of the dispatcher's time provider; in a container that is mostly UTC.</param>
    /// <exception cref="ArgumentException">It is no cron expression, or there is no such day.</exception>
    public static Schedule Cron(string expression, TimeZoneInfo? zone = null)
    {
        ArgumentNullException.ThrowIfNull(expression);
        var cron = Parse(expression);
        return cron.GetNextOccurrence(DateTime.UnixEpoch) is not null
            ? new(cron, expression, zone)
            : throw new ArgumentException($"The cron expression '{expression}' never comes: there is no such day. Correct its day of month, month or day of week.", nameof(expression));
    }

    /// <summary>What becomes of an occurrence that is due while an earlier one runs. Default <see cref="Overlap.Skip"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such choice.</exception>
    public Overlap Overlap
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Occurrences cannot overlap in that way. Say Skip, Queue or Parallel.");
    }

    /// <summary>What becomes of occurrences that could not begin when they were due. Default <see cref="Missed.RunOnce"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such choice.</exception>
    public Missed Missed
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Missed occurrences cannot be treated in that way. Say RunOnce, Skip or RunAll.");
    }

    /// <summary>Whether one occurrence begins as soon as the unit has started, beside those of the timetable, and again whenever the unit starts again. Default false.</summary>
    public bool RunOnStart { get; init; }

    /// <summary>Each occurrence begins up to this much later than planned, at random, but before the next one is planned. Default zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or endless.</exception>
    public TimeSpan Jitter
    {
        get;
        init => field = TimeLimit.Of(value, "The jitter of a schedule") is { IsInfinite: false } jitter
            ? jitter.Value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The jitter of a schedule cannot be endless. Give a time, or zero for none.");
    }

    /// <summary>Whether its times are the wall clock's.</summary>
    internal bool IsCron => _cron is not null;

    /// <summary>The interval, or the expression with its zone.</summary>
    public override string ToString() => _expression is null ? $"every {Durations.Text(_interval)}" : $"{_expression} ({_zone?.Id ?? "local time"})";

    /// <summary>The first planned time after another; null where none comes any more.</summary>
    internal DateTimeOffset? Next(DateTimeOffset after, DateTimeOffset start, TimeZoneInfo local)
    {
        if (_cron is not null)
        {
            return _cron.GetNextOccurrence(after, _zone ?? local);
        }

        var passed = (after - start).Ticks / _interval.Ticks;
        return start + (_interval * (passed + 1));
    }

    private static CronExpression Parse(string expression)
    {
        try
        {
            var fields = expression.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
            return CronExpression.Parse(expression, fields == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard);
        }
        catch (MissingSeedException exception)
        {
            throw new ArgumentException($"The cron expression '{expression}' leaves a field to chance (H), which says nothing here. Give a value, and spread the load by Jitter.", nameof(expression), exception);
        }
        catch (CronFormatException exception)
        {
            throw new ArgumentException(
                $"'{expression}' is no cron expression: {exception.Message.TrimEnd('.')}. Give five fields (minute, hour, day of month, month, day of week), six with seconds in front, or a macro such as @daily.",
                nameof(expression),
                exception);
        }
    }
}
