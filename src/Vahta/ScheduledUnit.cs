using System.Runtime.ExceptionServices;
using Vahta.Schedules;
using Vahta.Units;

namespace Vahta;

/// <summary>A schedule as the program holds it: when it runs next, and a way to run it now.</summary>
public sealed class ScheduledUnit : UnitHandle
{
    private readonly ScheduleBody _body;

    internal ScheduledUnit(Unit unit, ScheduleBody body)
        : base(unit) =>
        _body = body;

    /// <summary>What it runs by.</summary>
    public Schedule Schedule => _body.Schedule;

    /// <summary>When the next occurrence is due, jitter included; null while the schedule is not running, and once the application is stopping.</summary>
    public DateTimeOffset? NextRun => _body.Current?.NextRun;

    /// <summary>
    /// Runs an occurrence at once, beside those of the timetable, which stays as it is. False where the schedule is not running, or where an occurrence is
    /// and its <see cref="Overlap"/> lets no other begin or wait.
    /// </summary>
    public bool TryRunNow() => Ask(out _) is not null;

    /// <summary>
    /// As <see cref="TryRunNow"/>, and returns when the occurrence has ended. Called from inside an occurrence of the same schedule, it returns as soon as
    /// it is accepted.
    /// </summary>
    /// <param name="cancellationToken">Ends the waiting only.</param>
    /// <exception cref="InvalidOperationException">The schedule is not running, or its <see cref="Overlap"/> lets no other occurrence begin or wait.</exception>
    /// <exception cref="OperationCanceledException">The schedule stopped before the occurrence had begun; or the waiting was ended.</exception>
    /// <exception cref="Exception">The occurrence failed: its own exception, which is also told as any other's.</exception>
    public async Task RunNowAsync(CancellationToken cancellationToken = default)
    {
        var asked = Ask(out var refusal) ?? throw new InvalidOperationException(refusal);
        if (_body.Current?.IsInside == true)
        {
            return;
        }

        await asked.Ended.WaitAsync(cancellationToken);
        if (asked.Failures.Count > 0)
        {
            ExceptionDispatchInfo.Throw(asked.Failures[0]);
        }

        if (asked.IsDropped)
        {
            throw new OperationCanceledException($"Schedule '{Name}' stopped before the occurrence that was asked for had begun.");
        }
    }

    private Occurrence? Ask(out string refusal)
    {
        refusal = $"Schedule '{Name}' is {State} and runs nothing. Ask it while it is running.";
        return _body.Current?.Ask(ref refusal);
    }
}
