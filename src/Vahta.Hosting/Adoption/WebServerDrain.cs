using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Vahta.Hosting.Adoption;

/// <summary>
/// How a web server stops: readiness says no already, and it serves on for a while; then its port closes, idle connections end, and what is in flight finishes, or is aborted when the drain is over. What
/// handlers do after that is waited for as long as the unit has time.
/// </summary>
internal sealed partial class WebServerDrain(IHostedService server, UnitContext context)
{
    // How long a stream that has been told to end may hold the drain: beyond that its client does not read, or its handler does not listen.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan s_longest = TimeSpan.FromDays(40);

    private const int NamedAtMost = 5;

    private readonly IWebTraffic? _traffic = context.Services.GetService<IWebTraffic>();
    private readonly List<string> _aborted = [];

    /// <summary>What keeps it: the oldest of the requests that have not ended.</summary>
    public (Task? Task, bool IsInCall) InFlight => _traffic?.Oldest ?? default;

    public async Task StopAsync()
    {
        var drain = context.DrainsFor;

        // Of a start that failed nobody has heard: nobody is to look elsewhere.
        var delay = context.Dispatcher.WasReady ? context.DelayOf(drain) : TimeSpan.Zero;
        await Task.Delay(AsTimer(delay), context.TimeProvider, context.Aborting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

        // Where the server is stopped alone, nothing was announced.
        _traffic?.TellStreams();
        using var cut = new CancellationTokenSource();
        var closing = server.StopAsync(cut.Token);
        try
        {
            await FinishAsync(Task.WhenAll(closing, Handled), drain - delay);
        }
        finally
        {
            await cut.CancelAsync();
            await closing;
            await Handled;
        }
    }

    private Task Handled => _traffic?.WhenEmpty() ?? Task.CompletedTask;

    // What is in flight finishes; when the drain is over it is aborted, but for what must finish: that has until the unit's own time is up.
    private async Task FinishAsync(Task finished, TimeSpan drain)
    {
        if (_traffic is null)
        {
            await WithinAsync(finished, drain);
            return;
        }

        var count = _traffic.Count;
        var patience = drain < s_patience ? drain : s_patience;
        if (count > 0)
        {
            context.Status($"finishes {Requests(count)} in flight");
        }

        if (!await WithinAsync(finished, patience))
        {
            Tell(_traffic.AbortStreams());
            await WithinAsync(finished, drain - patience);
        }

        if (!context.Aborting.IsCancellationRequested && _traffic.AnyMustFinish)
        {
            Tell(_traffic.Abort(all: false));
            await WithinAsync(finished, Timeout.InfiniteTimeSpan);
        }

        Tell(_traffic.Abort(all: true));
        if (count > 0 && _aborted.Count == 0)
        {
            context.Status($"finished {Requests(count)} in flight");
        }
    }

    private void Tell(IReadOnlyList<string> aborted)
    {
        if (aborted.Count > 0)
        {
            _aborted.AddRange(aborted);
            context.Status($"aborted {Requests(_aborted.Count)}: {Named(_aborted)}");
            RequestsAborted(context.Logger, context.Name, Requests(aborted.Count), Named(aborted));
        }
    }

    private static string Named(IReadOnlyList<string> aborted) => string.Join(", ", aborted.Take(NamedAtMost)) + (aborted.Count > NamedAtMost ? ", …" : "");

    private static string Requests(int count) => count == 1 ? "1 request" : $"{count} requests";

    // Whether something has ended within a time; no longer than until the unit is aborted.
    private async Task<bool> WithinAsync(Task task, TimeSpan limit)
    {
        await task.WaitAsync(AsTimer(limit), context.TimeProvider, context.Aborting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        return task.IsCompleted;
    }

    // No timer goes further.
    private static TimeSpan AsTimer(TimeSpan time) => time > s_longest ? Timeout.InfiniteTimeSpan : time;

    [LoggerMessage(260, LogLevel.Warning, "Unit '{Unit}' aborted {Count} that outlasted its drain: {Requests}. Have them honour HttpContext.RequestAborted, or raise DrainWithin", EventName = "RequestsAborted")]
    private static partial void RequestsAborted(ILogger log, string unit, string count, string requests);
}
