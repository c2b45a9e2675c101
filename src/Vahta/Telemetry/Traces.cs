using System.Diagnostics;

namespace Vahta.Telemetry;

/// <summary>Draws the start and the stop of a dispatcher, and in them those of its units, as activities with the times of the events.</summary>
/// <param name="startedAt">When the start began; null where it was over before anybody listened.</param>
internal sealed class Traces(DateTimeOffset? startedAt)
{
    private DateTimeOffset? _startedAt = startedAt;
    private Activity? _start;
    private Activity? _stop;

    public void Write(LifecycleEvent happened, UnitPhase? phase)
    {
        if (_startedAt is { } began)
        {
            _startedAt = null;
            _start = Begin("vahta start", default, began, []);
        }

        if (happened is StopAnnounced stop)
        {
            EndStart(stop);
            _stop = Begin("vahta stop", default, stop.Time, [new(SemanticNames.StopCause, SemanticNames.Of(stop.Reason.Cause))]);
        }

        if (phase is { } over)
        {
            Draw(happened, over);
        }

        if (happened is DispatcherReady)
        {
            End(_start, happened.Time);
        }
        else if (happened is DispatcherStopped stopped)
        {
            _stop?.SetTag(SemanticNames.ExitCode, stopped.ExitCode).SetStatus(stopped.ExitCode == 0 ? ActivityStatusCode.Unset : ActivityStatusCode.Error);
            End(_stop, happened.Time);
        }
    }

    private void EndStart(StopAnnounced stop)
    {
        if (_start is { IsStopped: false } && stop.Reason is { Cause: StopCause.StartFailed, Exception: var exception })
        {
            Fail(_start, exception is null ? [] : [exception], stop.Time, exception?.GetType().FullName);
        }

        End(_start, stop.Time);
    }

    // A unit that starts or stops alone, while the dispatcher runs, has a trace of its own.
    private void Draw(LifecycleEvent happened, UnitPhase phase)
    {
        var around = phase.IsStop ? _stop : _start;
        using var activity = Begin($"{(phase.IsStop ? "stop" : "start")} {happened.Unit}", Spans(around, phase.Began) ? around!.Context : default, phase.Began,
        [
            new(SemanticNames.UnitName, happened.Unit),
            new(SemanticNames.UnitKind, SemanticNames.Of(happened.Kind)),
            new(SemanticNames.UnitRun, happened.Run),
        ]);
        if (activity is not null && phase.ErrorType is { } error)
        {
            Fail(activity, phase.Exceptions, happened.Time, error);
        }

        End(activity, happened.Time);
    }

    private static bool Spans(Activity? around, DateTimeOffset moment) =>
        around is not null && around.StartTimeUtc <= moment && (!around.IsStopped || moment <= around.StartTimeUtc + around.Duration);

    private static Activity? Begin(string name, ActivityContext parent, DateTimeOffset at, KeyValuePair<string, object?>[] tags)
    {
        var activity = TelemetrySources.Activities.StartActivity(name, ActivityKind.Internal, parent, tags, links: null, at);

        // What begins next is no part of it unless it is said so.
        Activity.Current = null;
        return activity;
    }

    private static void Fail(Activity activity, IReadOnlyList<Exception> exceptions, DateTimeOffset at, string? error)
    {
        activity.SetTag(SemanticNames.ErrorType, error).SetStatus(ActivityStatusCode.Error, exceptions.Count > 0 ? exceptions[0].Message : error);
        foreach (var exception in exceptions)
        {
            activity.AddException(exception, timestamp: at);
        }
    }

    private static void End(Activity? activity, DateTimeOffset at)
    {
        if (activity is { IsStopped: false })
        {
            activity.SetEndTime(at.UtcDateTime).Stop();
        }
    }
}
