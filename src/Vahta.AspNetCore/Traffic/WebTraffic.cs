using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Vahta.AspNetCore.Streams;
using Vahta.Hosting.Adoption;

namespace Vahta.AspNetCore.Traffic;

/// <summary>Every request on its way through the application.</summary>
internal sealed partial class WebTraffic : IWebTraffic
{
    private readonly RequestList _requests = new();
    private readonly ILogger _log;
    private volatile bool _isAnnounced;
    private RequestLimit? _limit;
    private TaskCompletionSource? _emptied;

    public WebTraffic(Dispatcher dispatcher, ILogger<WebServer> log)
    {
        Dispatcher = dispatcher;
        _log = log;
        dispatcher.Stopping.UnsafeRegister(static traffic => ((WebTraffic)traffic!).HearAnnouncement(), this);
    }

    public Dispatcher Dispatcher { get; }

    public TimeProvider TimeProvider => Dispatcher.TimeProvider;

    /// <summary>Whether the stop has been announced.</summary>
    public bool IsAnnounced => _isAnnounced;

    public int Count => _requests.Count;

    public bool AnyMustFinish => Seen.Any(static request => request.MustFinish);

    public (Task? Task, bool IsInCall) Oldest => _requests.All is [.., var oldest] ? (oldest.Handling, oldest.Handling is null) : default;

    /// <summary>The server starts: from here on, nothing more can be said of it.</summary>
    public void Begin() => _limit = Dispatcher.TryGetUnit(WebServer.UnitName, out var unit) && unit is WebServer server ? server.Limit : null;

    /// <summary>Handles a request.</summary>
    public Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        var request = new RequestInFlight(this, context, context.Features.Get<IHttpRequestLifetimeFeature>() ?? new HttpRequestLifetimeFeature());
        context.Features.Set<IHttpRequestLifetimeFeature>(request);
        if (context.Features.Get<IHttpResponseBodyFeature>() is { } body)
        {
            context.Features.Set<IHttpResponseBodyFeature>(new WholeBody(request, body));
        }

        _requests.Add(request);
        Upgrades.Watch(context, request);
        if (_limit?.IsReached() == true)
        {
            Dispatcher.RequestStop($"it has taken {_limit.Most:N0} requests, which is its MaxRequests");
        }

        if (_isAnnounced)
        {
            request.LetGo(isNew: true);
        }

        return HandleAsync(request, context, next);
    }

    public Task WhenEmpty()
    {
        if (_emptied is not { Task.IsCompleted: false } emptied)
        {
            emptied = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Interlocked.Exchange(ref _emptied, emptied);
        }

        // Seen by whoever leaves from here on; who has left before is not counted any more.
        CompleteIfEmpty(emptied);
        return emptied.Task;
    }

    public void TellStreams()
    {
        _isAnnounced = true;
        foreach (var request in _requests.All)
        {
            request.LetGo(isNew: false);
            request.Tell();
        }
    }

    public IReadOnlyList<string> AbortStreams() => Cut(static request => request.IsStream);

    public IReadOnlyList<string> Abort(bool all) => Cut(request => all || !request.MustFinish);

    private List<string> Cut(Func<RequestInFlight, bool> which) => [.. Seen.Where(which).Select(static request => request.Cut()).OfType<string>()];

    /// <summary>What was registered on a request's token threw when it fired.</summary>
    public void CallbackFailed(Exception exception) => LogCallbackFailed(exception);

    // How each of them ends is looked up for those that never asked.
    private List<RequestInFlight> Seen
    {
        get
        {
            var all = _requests.All;
            all.ForEach(static request => request.LookFromOutside());
            return all;
        }
    }

    private async Task HandleAsync(RequestInFlight request, HttpContext context, RequestDelegate next)
    {
        try
        {
            request.Handling = next(context);
            await request.Handling;
            request.CorrectAnswer();
        }
        catch (Exception exception) when (request.HasEndedAsTold(exception))
        {
            // It was told to end, and did.
            request.AnswerAsTold();
        }
        catch
        {
            request.HasFailed = true;
            throw;
        }
        finally
        {
            try
            {
                await request.EndAsync();
            }
            finally
            {
                Leave(request);
            }
        }
    }

    private void Leave(RequestInFlight request)
    {
        RequestList.Remove(request);
        if (Volatile.Read(ref _emptied) is { } emptied)
        {
            CompleteIfEmpty(emptied);
        }
    }

    private void CompleteIfEmpty(TaskCompletionSource emptied)
    {
        if (_requests.Count == 0)
        {
            emptied.TrySetResult();
        }
    }

    // Whoever announces it is not to wait until all have been told.
    private void HearAnnouncement()
    {
        _isAnnounced = true;
        ThreadPool.UnsafeQueueUserWorkItem(static traffic => traffic.TellStreams(), this, preferLocal: false);
    }

    [LoggerMessage(261, LogLevel.Error, "A callback registered on HttpContext.RequestAborted failed", EventName = "RequestCallbackFailed")]
    private partial void LogCallbackFailed(Exception exception);
}
