using System.Diagnostics;

namespace Vahta.Telemetry;

/// <summary>Counts and measures what happens.</summary>
/// <param name="startedAt">When the dispatcher's start began, by its own time.</param>
internal sealed class Measurements(TimeSpan startedAt)
{
    private bool _wasReady;
    private StopCause _cause;

    public void Write(LifecycleEvent happened, UnitPhase? phase)
    {
        switch (happened)
        {
            case UnitStarting { Run: > 1 }:
                TelemetrySources.UnitStarts.Add(1, Tags(happened));
                TelemetrySources.UnitRestarts.Add(1, Tags(happened));
                break;
            case UnitStarting:
                TelemetrySources.UnitStarts.Add(1, Tags(happened));
                break;
            case UnitFailed failed:
                TelemetrySources.UnitFailures.Add(1, Tags(happened, ErrorType(failed.Exceptions)));
                break;
            case UnitRestarting { Exceptions: { Count: > 0 } exceptions }:
                TelemetrySources.UnitFailures.Add(1, Tags(happened, ErrorType(exceptions)));
                break;
            case UnitAbandoned:
                TelemetrySources.UnitsAbandoned.Add(1, Tags(happened));
                break;
            case UnitItemFailed failed:
                var items = happened.Kind == UnitKind.Pool ? TelemetrySources.PoolItemsFailed : TelemetrySources.ScheduleOccurrencesFailed;
                items.Add(1, Tags(happened, ErrorType(failed.Exceptions)));
                break;
            case PoolGaveBack gave:
                TelemetrySources.PoolItemsGivenBack.Add(gave.Count, Tags(happened));
                break;
            case DispatcherReady ready:
                _wasReady = true;
                TelemetrySources.DispatcherStartDuration.Record(ready.Took.TotalSeconds);
                break;
            case StopAnnounced announced:
                _cause = announced.Reason.Cause;
                MeasureFailedStart(announced);
                break;
            case DispatcherStopped stopped:
                TelemetrySources.DispatcherStopDuration.Record(stopped.Took.TotalSeconds, new KeyValuePair<string, object?>(SemanticNames.StopCause, SemanticNames.Of(_cause)));
                break;
        }

        if (phase is { IsCutShort: false } over)
        {
            var duration = over.IsStop ? TelemetrySources.UnitStopDuration : TelemetrySources.UnitStartDuration;
            duration.Record((happened.Time - over.Began).TotalSeconds, Tags(happened, over.ErrorType));
        }
    }

    // One that was cut short says nothing of how long a start takes.
    private void MeasureFailedStart(StopAnnounced stop)
    {
        if (!_wasReady && stop.Reason is { Cause: StopCause.StartFailed, Exception: { } exception })
        {
            TelemetrySources.DispatcherStartDuration.Record((stop.Elapsed - startedAt).TotalSeconds, new KeyValuePair<string, object?>(SemanticNames.ErrorType, exception.GetType().FullName));
        }
    }

    private static TagList Tags(LifecycleEvent happened, string? errorType = null)
    {
        var tags = new TagList { { SemanticNames.UnitName, happened.Unit }, { SemanticNames.UnitKind, SemanticNames.Of(happened.Kind) } };
        if (errorType is not null)
        {
            tags.Add(SemanticNames.ErrorType, errorType);
        }

        return tags;
    }

    private static string? ErrorType(IReadOnlyList<Exception> exceptions) => exceptions.Count > 0 ? exceptions[0].GetType().FullName : null;
}
