using Microsoft.Extensions.Logging;
using Vahta.Deadlines;
using Vahta.Diagnosis;
using Vahta.Loops;

namespace Vahta.Telemetry;

/// <summary>Says what a loop cannot give back to anybody: to the program's handler or its log, and without either to standard error.</summary>
internal sealed class LoopVoice(ILoggerFactory? loggers, Action<Exception>? unhandled) : ILoopListener
{
    private readonly ILogger? _log = loggers?.CreateLogger(LogListener.Category);

    public void CallbackFailed(Callback callback, Exception exception)
    {
        if (unhandled is not null)
        {
            unhandled(exception);
        }
        else
        {
            FailedAfterClose(callback, exception);
        }
    }

    public void FailedAfterClose(Callback callback, Exception exception)
    {
        var name = CallbackName.Of(callback);
        Say(log => LogEvents.CallbackFailed(log, name, exception), $"a callback on the event loop failed, {name}: {StandardError.Text(exception)}");
    }

    public void Blocked(Callback callback, TimeSpan lasting)
    {
        var (name, time) = (CallbackName.Of(callback), Durations.Text(lasting));
        Say(
            log => LogEvents.LoopBlocked(log, time, name),
            $"for {time} nothing but {name} has run on the event loop. Await there instead of blocking, or do it on the thread pool.");
    }

    public void LeftoverFailed(string name, Exception exception) => Say(
        log => LogEvents.LeftoverFailed(log, name, exception),
        $"'{name}' failed when the event loop ended it: {StandardError.Text(exception)}");

    public void LeftBehind(ILeftover leftover, TimeSpan limit)
    {
        var time = Durations.Text(limit);
        var site = (leftover.Work is { } work ? AwaitTrace.Find(work)?.ToString() : null) ?? LogListener.Unknown;
        Say(
            log => LogEvents.LeftBehind(log, leftover.Name, time, site, leftover.WayOut),
            $"'{leftover.Name}' did not end within {time} and is left behind. It is awaiting at {site}. {leftover.WayOut}, or raise CloseWithin.");
    }

    // A log that throws holds nobody up.
    private void Say(Action<ILogger> log, string text)
    {
        try
        {
            if (_log is not null)
            {
                log(_log);
                return;
            }
        }
        catch (Exception failed)
        {
            StandardError.Write($"Vahta: the log failed: {StandardError.Text(failed)}");
        }

        StandardError.Write($"Vahta: {text}");
    }
}
