using System.Globalization;

namespace Vahta.Schedules;

/// <summary>One time that a schedule's code is called.</summary>
/// <param name="planned">When it was planned; for one that was asked for, when that was.</param>
/// <param name="waiter">Who waits for its end, if anybody.</param>
internal sealed class Occurrence(DateTimeOffset planned, TaskCompletionSource? waiter = null)
{
    public DateTimeOffset Planned => planned;

    /// <summary>Whether somebody asked for it beside the timetable.</summary>
    public bool IsByRequest => waiter is not null;

    public TaskCompletionSource? Waiter => waiter;

    public Task Ended => waiter?.Task ?? Task.CompletedTask;

    // written before the waiter is let go on
    public IReadOnlyList<Exception> Failures { get; set; } = [];

    /// <summary>Whether it never began.</summary>
    public bool IsDropped { get; set; }

    public override string ToString() => Text(planned);

    /// <summary>A planned time as people read it.</summary>
    public static string Text(DateTimeOffset planned) => planned.ToString("yyyy-MM-dd HH:mm:ss.FFFzzz", CultureInfo.InvariantCulture);
}
