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
        else if (_log is not null)
        {
            LogEvents.CallbackFailed(_log, CallbackName.Of(callback), exception);
        }
        else
        {
            StandardError.Write($"Vahta: a callback on the event loop failed, {CallbackName.Of(callback)}: {StandardError.Text(exception)}");
        }
    }

    public void Blocked(Callback callback, TimeSpan lasting)
    {
        var (name, time) = (CallbackName.Of(callback), Durations.Text(lasting));
        if (_log is not null)
        {
            LogEvents.LoopBlocked(_log, time, name);
        }
        else
        {
            StandardError.Write($"Vahta: for {time} nothing but {name} has run on the event loop. Await there instead of blocking, or do it on the thread pool.");
        }
    }

    public void LeftoverFailed(string name, Exception exception)
    {
        if (_log is not null)
        {
            LogEvents.LeftoverFailed(_log, name, exception);
        }
        else
        {
            StandardError.Write($"Vahta: '{name}' failed when the event loop ended it: {StandardError.Text(exception)}");
        }
    }

    public void LeftBehind(ILeftover leftover, TimeSpan limit)
    {
        var (time, site) = (Durations.Text(limit), leftover.Work is { } work ? AwaitTrace.Find(work)?.ToString() : null);
        if (_log is not null)
        {
            LogEvents.LeftBehind(_log, leftover.Name, time, site ?? LogListener.Unknown);
        }
        else
        {
            StandardError.Write($"Vahta: '{leftover.Name}' did not end within {time} of being cancelled and is left behind. It is awaiting at {site ?? LogListener.Unknown}. Honour its token there.");
        }
    }
}
