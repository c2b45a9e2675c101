namespace Vahta;

/// <summary>A unit was added while the dispatcher was running.</summary>
public sealed record UnitAdded : LifecycleEvent;

/// <summary>A unit's run begins.</summary>
/// <param name="Waited">How long it waited for what it needs.</param>
public sealed record UnitStarting(TimeSpan Waited) : LifecycleEvent;

/// <summary>A unit is ready.</summary>
/// <param name="Took">The time since its run began.</param>
public sealed record UnitReady(TimeSpan Took) : LifecycleEvent;

/// <summary>Members of a group run again together; the event's unit is the group.</summary>
/// <param name="Because">The unit whose end is the reason.</param>
/// <param name="Members">The units that come back, once all of them are down and the delay is over.</param>
/// <param name="Delay">How long they wait at least.</param>
public sealed record GroupRestarting(string Because, IReadOnlyList<string> Members, TimeSpan Delay) : LifecycleEvent;

/// <summary>A group failed for good, which is ignored: its members go down and stay down. The event's unit is the group.</summary>
/// <param name="Because">The unit whose failure nobody made good for.</param>
public sealed record GroupFailed(string Because) : LifecycleEvent;

/// <summary>A group has completed, because essential members have; its others go down. The event's unit is the group.</summary>
/// <param name="Because">The unit whose completion was the last that it took.</param>
public sealed record GroupCompleted(string Because) : LifecycleEvent;

/// <summary>A unit ended by itself, its work done.</summary>
/// <param name="Took">The time since its run began.</param>
public sealed record UnitCompleted(TimeSpan Took) : LifecycleEvent;

/// <summary>A unit was told to stop.</summary>
/// <param name="Grace">How long it has; <see cref="TimeSpan.MaxValue"/> where that is unlimited.</param>
public sealed record UnitStopping(TimeSpan Grace) : LifecycleEvent;

/// <summary>A unit has ended because it was told to.</summary>
/// <param name="Took">The time since it was told.</param>
public sealed record UnitStopped(TimeSpan Took) : LifecycleEvent;

/// <summary>
/// A unit failed, and does not come back by its own policy; a group around it may still run again as a whole. Also told, without a change of state, where a callback
/// on a token of its run throws when the run is already over.
/// </summary>
/// <param name="Exceptions">The user's own exception objects; all inner ones of a faulted task.</param>
/// <param name="IsIgnored">Whether it stops nobody: the unit's failures, or those of a group around it, are ignored, or a group around it runs again.</param>
/// <param name="Took">The time since its run began.</param>
public sealed record UnitFailed(IReadOnlyList<Exception> Exceptions, bool IsIgnored, TimeSpan Took) : LifecycleEvent
{
    /// <summary>How many restarts its limit, or that of a group around it, allows within its window, where this failure was one too many; null where it was not that.</summary>
    public int? GaveUpAfter { get; init; }
}

/// <summary>A unit ended by itself, and comes back by its policy.</summary>
/// <param name="Exceptions">The user's own exception objects; none where it ended without a failure.</param>
/// <param name="Delay">How long it waits.</param>
/// <param name="Attempt">Which failure in a row it was, from 1; 0 where it was none.</param>
/// <param name="Took">The time since its run began.</param>
public sealed record UnitRestarting(IReadOnlyList<Exception> Exceptions, TimeSpan Delay, int Attempt, TimeSpan Took) : LifecycleEvent;

/// <summary>A unit waits no longer for its start, or its return: what it needs failed or ended for good, or the stop came first.</summary>
/// <param name="Cause">The unit at the root of it; null where the stop came first.</param>
public sealed record UnitSkipped(string? Cause) : LifecycleEvent;

/// <summary>A unit stopped by request waits again: for what it needs, or to be started.</summary>
public sealed record UnitPending : LifecycleEvent;

/// <summary>A unit is late: to become ready, or to stop.</summary>
/// <param name="State">What it is late in: <see cref="UnitState.Starting"/>, else its stop.</param>
/// <param name="Limit">The time it had.</param>
/// <param name="AwaitingAt">Method, file and line at which it awaits; null where that cannot be known.</param>
public sealed record UnitLate(UnitState State, TimeSpan Limit, string? AwaitingAt) : LifecycleEvent;

/// <summary>A unit did not end after it was aborted, and was left behind.</summary>
/// <param name="Limit">The time it had to stop.</param>
/// <param name="AwaitingAt">Method, file and line at which it awaits; null where that cannot be known.</param>
/// <param name="Exceptions">What it had thrown before, if anything.</param>
public sealed record UnitAbandoned(TimeSpan Limit, string? AwaitingAt, IReadOnlyList<Exception> Exceptions) : LifecycleEvent;

/// <summary>An abandoned unit has ended after all.</summary>
/// <param name="Exceptions">What it threw, if anything.</param>
public sealed record UnitEndedLate(IReadOnlyList<Exception> Exceptions) : LifecycleEvent;

/// <summary>A unit said what it is doing.</summary>
/// <param name="Status">Its words.</param>
public sealed record UnitStatusChanged(string Status) : LifecycleEvent;

/// <summary>A unit's reload handler ran.</summary>
/// <param name="Exception">What it threw; null where it succeeded. The unit runs on either way.</param>
public sealed record UnitReloaded(Exception? Exception) : LifecycleEvent;

/// <summary>One item of a pool, or one occurrence of a schedule, failed. The unit goes on.</summary>
/// <param name="Item">Which: the occurrence's time, or the item's name.</param>
/// <param name="Exceptions">The user's own exception objects; all inner ones of a faulted task.</param>
public sealed record UnitItemFailed(string Item, IReadOnlyList<Exception> Exceptions) : LifecycleEvent;

/// <summary>A pool had to stop, and did not begin all it had accepted.</summary>
/// <param name="Count">How many items it handed back.</param>
public sealed record PoolGaveBack(int Count) : LifecycleEvent;

/// <summary>An occurrence of a schedule begins.</summary>
/// <param name="Planned">When it was planned; for one beside the timetable, when it was asked for.</param>
/// <param name="IsByRequest">Whether the program asked for it.</param>
public sealed record UnitOccurrenceStarted(DateTimeOffset Planned, bool IsByRequest) : LifecycleEvent;

/// <summary>An occurrence of a schedule has ended without failing: its work done, or told to stop. One that failed is told by <see cref="UnitItemFailed"/>, or by the unit's own failure.</summary>
/// <param name="Planned">When it was planned.</param>
/// <param name="Took">The time since it began.</param>
public sealed record UnitOccurrenceEnded(DateTimeOffset Planned, TimeSpan Took) : LifecycleEvent;

/// <summary>An occurrence of a schedule was left out, because an earlier one was still running.</summary>
/// <param name="Planned">When it was planned.</param>
public sealed record UnitOccurrenceSkipped(DateTimeOffset Planned) : LifecycleEvent;

/// <summary>Occurrences of a schedule could not begin when they were due.</summary>
/// <param name="Count">How many; of more than a thousand, the first thousand are counted.</param>
/// <param name="First">When the first of them was planned.</param>
/// <param name="Then">What becomes of them.</param>
public sealed record UnitOccurrencesMissed(int Count, DateTimeOffset First, Missed Then) : LifecycleEvent;

/// <summary>A unit was removed; its name is free.</summary>
public sealed record UnitRemoved : LifecycleEvent;
