using Microsoft.Extensions.Logging;
using Vahta.Deadlines;
using Vahta.Events;
using Vahta.Schedules;
using Vahta.Supervision;

namespace Vahta.Telemetry;

/// <summary>Writes what happens to the log.</summary>
internal sealed class LogListener(ILogger log, EventQueue events, Action<Exception> cutOff) : EventListener(events, cutOff)
{
    public const string Category = "Vahta";

    public const string Unknown = "an unknown place";

    /// <summary>
    /// The dispatcher's log; null where there is none, or at its start nobody takes anything from it: then no event need be made. To be asked outside the lock, because providers are not ours.
    /// </summary>
    public static ILogger? OfCategory(Engine engine)
    {
        var log = engine.HasLog ? engine.LoggerFor(Category) : null;
        return log is not null && TakesAnything(log) ? log : null;
    }

    protected override void Write(LifecycleEvent happened)
    {
        // Where most applications log less, what each of their units does is not even put into words.
        var unit = happened.Unit ?? "";
        switch (happened)
        {
            case DispatcherStarting starting:
                LogEvents.DispatcherStarting(log, starting.Units);
                break;
            case DispatcherReady ready:
                LogEvents.DispatcherReady(log, Durations.Text(ready.Took));
                break;
            case StopAnnounced stop:
                LogEvents.StopAnnounced(log, Durations.Text(stop.Budget), stop.Reason);
                break;
            case StopAskedAgain again:
                LogEvents.StopAskedAgain(log, again.Reason);
                break;
            case StopHurried:
                LogEvents.StopHurried(log);
                break;
            case DispatcherStopped stopped:
                LogEvents.DispatcherStopped(log, Durations.Text(stopped.Took), stopped.ExitCode);
                break;
            case HookFailed hook:
                LogEvents.HookFailed(log, hook.Hook, hook.Exception);
                break;
            case PoolStarved starved:
                LogEvents.PoolStarved(log, Durations.Text(starved.Lasting));
                break;
            case PoolRecovered recovered:
                LogEvents.PoolRecovered(log, Durations.Text(recovered.Lasted));
                break;
            case SubscriberCutOff cut:
                LogEvents.SubscriberCutOff(log, cut.Missed);
                break;
            case DispatcherReloading reloading:
                LogEvents.DispatcherReloading(log, reloading.Handlers);
                break;
            case DispatcherReloaded reloaded:
                LogEvents.DispatcherReloaded(log, Durations.Text(reloaded.Took), reloaded.Failed);
                break;
            case TelemetryFailed telemetry:
                LogEvents.TelemetryFailed(log, telemetry.Exception);
                break;
            case UnitAdded:
                LogEvents.UnitAdded(log, unit);
                break;
            case UnitStarting starting when log.IsEnabled(LogLevel.Debug):
                LogEvents.UnitStarting(log, unit, happened.Run, Durations.Text(starting.Waited));
                break;
            case UnitReady ready when log.IsEnabled(LogLevel.Information):
                LogEvents.UnitReady(log, unit, Durations.Text(ready.Took));
                break;
            case UnitCompleted completed when log.IsEnabled(LogLevel.Information):
                LogEvents.UnitCompleted(log, unit, Durations.Text(completed.Took));
                break;
            case UnitStopping stopping when log.IsEnabled(LogLevel.Debug):
                LogEvents.UnitStopping(log, unit, Durations.Text(stopping.Grace));
                break;
            case UnitStopped stopped when log.IsEnabled(LogLevel.Information):
                LogEvents.UnitStopped(log, unit, Durations.Text(stopped.Took));
                break;
            case UnitFailed failed:
                Failed(unit, failed.Exceptions, failed.Took, failed.IsIgnored);
                break;
            case UnitRestarting { Exceptions.Count: 0 } again:
                LogEvents.UnitRunsAgain(log, unit, Durations.Text(again.Took), Durations.Text(again.Delay));
                break;
            case UnitRestarting again:
                foreach (var exception in again.Exceptions)
                {
                    LogEvents.UnitRestarting(log, unit, Durations.Text(again.Took), again.Attempt, Durations.Text(again.Delay), exception);
                }

                break;
            case GroupRestarting group:
                LogEvents.GroupRestarting(log, unit, group.Because, Durations.Text(group.Delay), string.Join(", ", group.Members));
                break;
            case GroupFailed group:
                LogEvents.GroupFailed(log, unit, group.Because);
                break;
            case GroupCompleted group:
                LogEvents.GroupCompleted(log, unit, group.Because);
                break;
            case UnitSkipped skipped:
                LogEvents.UnitSkipped(log, unit, skipped.Cause is null ? "the stop" : $"'{skipped.Cause}'");
                break;
            case UnitPending:
                LogEvents.UnitPending(log, unit);
                break;
            case UnitLate late:
                LogEvents.UnitLate(log, unit, late.State == UnitState.Starting ? "not ready" : "not stopped", Durations.Text(late.Limit), late.AwaitingAt ?? Unknown);
                break;
            case UnitAbandoned abandoned:
                Failed(unit, abandoned.Exceptions, abandoned.Limit, isIgnored: false);
                LogEvents.UnitAbandoned(log, unit, Durations.Text(abandoned.Limit), abandoned.AwaitingAt ?? Unknown);
                break;
            case UnitEndedLate late:
                LogEvents.UnitEndedLate(log, unit, late.Exceptions.Count > 0 ? late.Exceptions[0] : null);
                break;
            case UnitStatusChanged status:
                LogEvents.UnitStatusChanged(log, unit, status.Status);
                break;
            case UnitReloaded { Exception: { } exception }:
                LogEvents.UnitReloadFailed(log, unit, exception);
                break;
            case UnitReloaded:
                LogEvents.UnitReloaded(log, unit);
                break;
            case UnitItemFailed failed:
                foreach (var exception in failed.Exceptions)
                {
                    LogEvents.UnitItemFailed(log, unit, failed.Item, exception);
                }

                break;
            case PoolGaveBack gave:
                LogEvents.PoolGaveBack(log, unit, gave.Count);
                break;
            case UnitOccurrenceStarted started:
                LogEvents.UnitOccurrenceStarted(log, unit, Occurrence.Text(started.Planned));
                break;
            case UnitOccurrenceEnded ended:
                LogEvents.UnitOccurrenceEnded(log, unit, Occurrence.Text(ended.Planned), Durations.Text(ended.Took));
                break;
            case UnitOccurrenceSkipped skipped:
                LogEvents.UnitOccurrenceSkipped(log, unit, Occurrence.Text(skipped.Planned));
                break;
            case UnitOccurrencesMissed missed:
                LogEvents.UnitOccurrencesMissed(log, unit, missed.Count, Occurrence.Text(missed.First), MadeUp(missed.Then));
                break;
            case UnitRemoved:
                LogEvents.UnitRemoved(log, unit);
                break;
        }
    }

    private static bool TakesAnything(ILogger log)
    {
        try
        {
            return log.IsEnabled(LogLevel.Critical);
        }
        catch (Exception)
        {
            // It will fail again, and then is told of.
            return true;
        }
    }

    private static string MadeUp(Missed policy) => policy switch
    {
        Missed.Skip => "They are left out",
        Missed.RunAll => "Each is made up for",
        _ => "One run makes up for them",
    };

    private void Failed(string unit, IReadOnlyList<Exception> exceptions, TimeSpan took, bool isIgnored)
    {
        foreach (var exception in exceptions)
        {
            if (isIgnored)
            {
                LogEvents.UnitFailureIgnored(log, unit, Durations.Text(took), exception);
            }
            else
            {
                LogEvents.UnitFailed(log, unit, Durations.Text(took), exception);
            }
        }
    }
}
