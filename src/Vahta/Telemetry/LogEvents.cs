using Microsoft.Extensions.Logging;

namespace Vahta.Telemetry;

/// <summary>The log's messages. Their ids are stable: 1xx the dispatcher's, 2xx a unit's, 3xx an event loop's.</summary>
internal static partial class LogEvents
{
    [LoggerMessage(100, LogLevel.Information, "Starting {Units} units", EventName = "DispatcherStarting")]
    public static partial void DispatcherStarting(ILogger log, int units);

    [LoggerMessage(101, LogLevel.Information, "Ready in {Took}", EventName = "DispatcherReady")]
    public static partial void DispatcherReady(ILogger log, string took);

    [LoggerMessage(102, LogLevel.Information, "Stopping within {Budget}: {Reason}", EventName = "StopAnnounced")]
    public static partial void StopAnnounced(ILogger log, string budget, StopReason reason);

    [LoggerMessage(103, LogLevel.Information, "Asked to stop again: {Reason}", EventName = "StopAskedAgain")]
    public static partial void StopAskedAgain(ILogger log, StopReason reason);

    [LoggerMessage(104, LogLevel.Warning, "Hurrying: bodies are aborted, teardowns get a second each", EventName = "StopHurried")]
    public static partial void StopHurried(ILogger log);

    [LoggerMessage(105, LogLevel.Information, "Stopped in {Took} with exit code {ExitCode}", EventName = "DispatcherStopped")]
    public static partial void DispatcherStopped(ILogger log, string took, int exitCode);

    [LoggerMessage(106, LogLevel.Error, "Hook {Hook} failed", EventName = "HookFailed")]
    public static partial void HookFailed(ILogger log, string hook, Exception exception);

    [LoggerMessage(107, LogLevel.Warning, "The thread pool has run nothing for {Lasting}: user code blocks its threads; adding threads", EventName = "PoolStarved")]
    public static partial void PoolStarved(ILogger log, string lasting);

    [LoggerMessage(108, LogLevel.Information, "The thread pool runs again after {Lasted}", EventName = "PoolRecovered")]
    public static partial void PoolRecovered(ILogger log, string lasted);

    [LoggerMessage(109, LogLevel.Warning, "A subscriber was cut off with {Missed} events unread", EventName = "SubscriberCutOff")]
    public static partial void SubscriberCutOff(ILogger log, int missed);

    [LoggerMessage(110, LogLevel.Information, "State of the dispatcher:\n{Snapshot}", EventName = "Dump")]
    public static partial void Dump(ILogger log, string snapshot);

    [LoggerMessage(111, LogLevel.Debug, "Reloading: {Handlers} handlers are called", EventName = "DispatcherReloading")]
    public static partial void DispatcherReloading(ILogger log, int handlers);

    [LoggerMessage(112, LogLevel.Information, "Reloaded after {Took}; {Failed} handlers failed", EventName = "DispatcherReloaded")]
    public static partial void DispatcherReloaded(ILogger log, string took, int failed);

    [LoggerMessage(113, LogLevel.Warning, "A listener of the metrics or traces failed, and they get nothing more", EventName = "TelemetryFailed")]
    public static partial void TelemetryFailed(ILogger log, Exception exception);

    [LoggerMessage(200, LogLevel.Debug, "Unit '{Unit}' starts its run {Run} after waiting {Waited}", EventName = "UnitStarting")]
    public static partial void UnitStarting(ILogger log, string unit, int run, string waited);

    [LoggerMessage(201, LogLevel.Information, "Unit '{Unit}' is ready after {Took}", EventName = "UnitReady")]
    public static partial void UnitReady(ILogger log, string unit, string took);

    [LoggerMessage(202, LogLevel.Information, "Unit '{Unit}' completed after {Took}", EventName = "UnitCompleted")]
    public static partial void UnitCompleted(ILogger log, string unit, string took);

    [LoggerMessage(203, LogLevel.Debug, "Unit '{Unit}' has {Grace} to stop", EventName = "UnitStopping")]
    public static partial void UnitStopping(ILogger log, string unit, string grace);

    [LoggerMessage(204, LogLevel.Information, "Unit '{Unit}' stopped in {Took}", EventName = "UnitStopped")]
    public static partial void UnitStopped(ILogger log, string unit, string took);

    [LoggerMessage(205, LogLevel.Error, "Unit '{Unit}' failed after {Took}", EventName = "UnitFailed")]
    public static partial void UnitFailed(ILogger log, string unit, string took, Exception exception);

    [LoggerMessage(206, LogLevel.Warning, "Unit '{Unit}' failed after {Took}, and nobody stops for it", EventName = "UnitFailureIgnored")]
    public static partial void UnitFailureIgnored(ILogger log, string unit, string took, Exception exception);

    [LoggerMessage(207, LogLevel.Information, "Unit '{Unit}' was skipped because of {Cause}", EventName = "UnitSkipped")]
    public static partial void UnitSkipped(ILogger log, string unit, string cause);

    [LoggerMessage(208, LogLevel.Warning, "Unit '{Unit}' is late: {Late} within {Limit}. It is awaiting at {AwaitingAt}", EventName = "UnitLate")]
    public static partial void UnitLate(ILogger log, string unit, string late, string limit, string awaitingAt);

    [LoggerMessage(209, LogLevel.Error, "Unit '{Unit}' did not end within {Limit} and was abandoned. It is awaiting at {AwaitingAt}. Honour its stopping token there, or raise StopWithin", EventName = "UnitAbandoned")]
    public static partial void UnitAbandoned(ILogger log, string unit, string limit, string awaitingAt);

    [LoggerMessage(210, LogLevel.Warning, "Unit '{Unit}', abandoned before, has ended", EventName = "UnitEndedLate")]
    public static partial void UnitEndedLate(ILogger log, string unit, Exception? exception);

    [LoggerMessage(211, LogLevel.Debug, "Unit '{Unit}': {Status}", EventName = "UnitStatusChanged")]
    public static partial void UnitStatusChanged(ILogger log, string unit, string status);

    [LoggerMessage(212, LogLevel.Information, "Unit '{Unit}' reloaded", EventName = "UnitReloaded")]
    public static partial void UnitReloaded(ILogger log, string unit);

    [LoggerMessage(213, LogLevel.Error, "Unit '{Unit}' failed to reload and runs on", EventName = "UnitReloadFailed")]
    public static partial void UnitReloadFailed(ILogger log, string unit, Exception exception);

    [LoggerMessage(214, LogLevel.Debug, "Unit '{Unit}' waits", EventName = "UnitPending")]
    public static partial void UnitPending(ILogger log, string unit);

    [LoggerMessage(215, LogLevel.Debug, "Unit '{Unit}' was added", EventName = "UnitAdded")]
    public static partial void UnitAdded(ILogger log, string unit);

    [LoggerMessage(216, LogLevel.Debug, "Unit '{Unit}' was removed", EventName = "UnitRemoved")]
    public static partial void UnitRemoved(ILogger log, string unit);

    [LoggerMessage(217, LogLevel.Error, "Unit '{Unit}': {Item} failed, and the unit goes on", EventName = "UnitItemFailed")]
    public static partial void UnitItemFailed(ILogger log, string unit, string item, Exception exception);

    [LoggerMessage(218, LogLevel.Warning, "Unit '{Unit}' failed after {Took}, {Attempt} times in a row, and runs again in {Delay}", EventName = "UnitRestarting")]
    public static partial void UnitRestarting(ILogger log, string unit, string took, int attempt, string delay, Exception exception);

    [LoggerMessage(219, LogLevel.Information, "Unit '{Unit}' ended after {Took}, and runs again in {Delay}", EventName = "UnitRunsAgain")]
    public static partial void UnitRunsAgain(ILogger log, string unit, string took, string delay);

    [LoggerMessage(230, LogLevel.Warning, "Pool '{Unit}' had to stop with {Count} items not begun, and handed them back", EventName = "PoolGaveBack")]
    public static partial void PoolGaveBack(ILogger log, string unit, int count);

    [LoggerMessage(250, LogLevel.Warning, "Group '{Group}' runs again because of '{Because}', in {Delay} at the earliest: {Members}", EventName = "GroupRestarting")]
    public static partial void GroupRestarting(ILogger log, string group, string because, string delay, string members);

    [LoggerMessage(251, LogLevel.Error, "Group '{Group}' failed for good because of '{Because}', which is ignored: its members go down", EventName = "GroupFailed")]
    public static partial void GroupFailed(ILogger log, string group, string because);

    [LoggerMessage(252, LogLevel.Information, "Group '{Group}' completed with '{Because}'", EventName = "GroupCompleted")]
    public static partial void GroupCompleted(ILogger log, string group, string because);

    [LoggerMessage(220, LogLevel.Debug, "Unit '{Unit}' begins its occurrence of {Planned}", EventName = "UnitOccurrenceStarted")]
    public static partial void UnitOccurrenceStarted(ILogger log, string unit, string planned);

    [LoggerMessage(221, LogLevel.Debug, "Unit '{Unit}' ended its occurrence of {Planned} after {Took}", EventName = "UnitOccurrenceEnded")]
    public static partial void UnitOccurrenceEnded(ILogger log, string unit, string planned, string took);

    [LoggerMessage(222, LogLevel.Warning, "Unit '{Unit}' left out its occurrence of {Planned}: an earlier one is still running. Run it less often, make it faster, or choose another Overlap", EventName = "UnitOccurrenceSkipped")]
    public static partial void UnitOccurrenceSkipped(ILogger log, string unit, string planned);

    [LoggerMessage(223, LogLevel.Warning, "Unit '{Unit}' missed {Count} occurrences, the first of {First}. {Then}", EventName = "UnitOccurrencesMissed")]
    public static partial void UnitOccurrencesMissed(ILogger log, string unit, int count, string first, string then);

    [LoggerMessage(300, LogLevel.Error, "A callback on the event loop failed: {Callback}", EventName = "CallbackFailed")]
    public static partial void CallbackFailed(ILogger log, string callback, Exception exception);

    [LoggerMessage(301, LogLevel.Warning, "For {Lasting} nothing but {Callback} has run on the event loop. Await there instead of blocking, or do it on the thread pool", EventName = "LoopBlocked")]
    public static partial void LoopBlocked(ILogger log, string lasting, string callback);

    [LoggerMessage(302, LogLevel.Error, "'{Leftover}' failed when the event loop ended it", EventName = "LeftoverFailed")]
    public static partial void LeftoverFailed(ILogger log, string leftover, Exception exception);

    [LoggerMessage(303, LogLevel.Warning, "'{Leftover}' did not end within {Limit} and is left behind. It is awaiting at {AwaitingAt}. {WayOut}, or raise CloseWithin", EventName = "LeftBehind")]
    public static partial void LeftBehind(ILogger log, string leftover, string limit, string awaitingAt, string wayOut);
}
