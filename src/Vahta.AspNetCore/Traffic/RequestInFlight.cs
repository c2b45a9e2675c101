using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Vahta.AspNetCore.Streams;

namespace Vahta.AspNetCore.Traffic;

/// <summary>
/// A request that is being handled. It stands between the handler and the server's own word on when the request is aborted: a stream is told when the stop is announced, what must finish does not hear of a
/// client that leaves. Until somebody asks for its token it costs no more than its place in a list.
/// </summary>
internal sealed class RequestInFlight : IHttpRequestLifetimeFeature
{
    private readonly WebTraffic _traffic;
    private readonly HttpContext _context;
    private readonly IHttpRequestLifetimeFeature _server;

    // the list's, under its lock
    public RequestInFlight? Earlier;
    public RequestInFlight? Later;
    public bool HasLeft;

    // under the gate of its list; made when first asked for, by whoever handles it or by whoever ends it
    private CancellationTokenSource? _aborted;
    private CancellationTokenRegistration _gone;
    private CancellationToken? _replaced;
    private IHttpResponseFeature? _response;
    private UpgradedStream? _upgraded;
    private bool _hasEndpoint;
    private bool _wasTold;
    private bool _wasCut;
    private bool _isCancelled;
    private volatile bool _isAttentive;

    public RequestInFlight(WebTraffic traffic, HttpContext context, IHttpRequestLifetimeFeature server)
    {
        _traffic = traffic;
        _context = context;
        _server = server;
    }

    public RequestList.Strand? Strand { get; set; }

    /// <summary>The task of its handling; null inside a call that has not returned one.</summary>
    public Task? Handling { get; set; }

    /// <summary>Whether its handler failed.</summary>
    public bool HasFailed { get; set; }

    /// <summary>How it ends when the application stops, as far as has been seen.</summary>
    public EndingOf Ending { get; private set; }

    /// <summary>Whether its handler knows of the announcement, and ends of its own accord.</summary>
    public bool IsAttentive
    {
        get => _isAttentive || Ending == EndingOf.Hub;
        set => _isAttentive = value;
    }

    public bool MustFinish => Ending == EndingOf.Finishing;

    /// <summary>Whether it lasts as long as its client likes.</summary>
    public bool IsStream => Ending is EndingOf.Stream or EndingOf.Hub
        || (Ending == EndingOf.Unknown && (_upgraded is not null || StreamKinds.IsEventStream(_response)));

    public CancellationToken RequestAborted
    {
        get => _replaced ?? Token();
        set => _replaced = value;
    }

    /// <summary>What its answer says of itself so far; asked by whoever is about to send it.</summary>
    public bool SaysEvents => StreamKinds.SaysEvents(_response ??= _context.Features.GetRequiredFeature<IHttpResponseFeature>());

    /// <summary>What cancels a write of its answer: of a stream not that it is told to end, but only that its client has left.</summary>
    public CancellationToken OfWrites(CancellationToken given) => given == _aborted?.Token ? _server.RequestAborted : given;

    // A socket that is disposed of before its client has answered aborts its request, and would take the goodbye with it.
    public void Abort()
    {
        if (!_wasTold || _upgraded is null)
        {
            _server.Abort();
        }
    }

    /// <summary>Its connection takes no more after it: whoever keeps one is to look for another server, while this one still answers. One that others share is let go by the next who comes.</summary>
    /// <param name="isNew">Whether it has just come.</param>
    public void LetGo(bool isNew)
    {
        IConnectionLifetimeNotificationFeature? connection;
        lock (Strand!.Gate)
        {
            var isLetGo = !HasLeft && _upgraded is null && (isNew || HttpProtocol.IsHttp11(_context.Request.Protocol) || HttpProtocol.IsHttp10(_context.Request.Protocol));
            connection = isLetGo ? _context.Features.Get<IConnectionLifetimeNotificationFeature>() : null;
        }

        connection?.RequestClose();
    }

    /// <summary>The stop is announced: a stream ends, and its client sees a proper end.</summary>
    public void Tell()
    {
        lock (Strand!.Gate)
        {
            if (_wasTold || !IsStream || Ending == EndingOf.Hub)
            {
                return;
            }

            _wasTold = true;
        }

        _ = _upgraded is null ? CancelAsync() : SayGoodbyeAsync(_upgraded);
    }

    /// <summary>Ends it, whatever it is: its client is cut off, and its handler told. Returns what was asked for; null where it had been cut off before.</summary>
    public string? Cut()
    {
        string asked;
        lock (Strand!.Gate)
        {
            if (_wasCut || HasLeft)
            {
                return null;
            }

            _wasCut = true;
            asked = $"{_context.Request.Method} {_context.Request.Path}";
        }

        _server.Abort();
        _ = CancelAsync();
        return asked;
    }

    /// <summary>As <see cref="LookAtEndpoint"/>, by somebody else than who handles it: what has left belongs to another request by now.</summary>
    public void LookFromOutside()
    {
        lock (Strand!.Gate)
        {
            if (!HasLeft)
            {
                LookAtEndpoint();
            }
        }
    }

    /// <summary>Looks how it ends, which is known once it has found its endpoint: as soon as anybody asks for its token, or else when its time is up.</summary>
    public void LookAtEndpoint()
    {
        _response ??= _context.Features.Get<IHttpResponseFeature>();
        if (!_hasEndpoint)
        {
            _hasEndpoint = _context.GetEndpoint() is not null;
            Ending = StreamKinds.Of(_context);
        }
    }

    /// <summary>What a WebSocket, or another protocol, is spoken over.</summary>
    public Stream Upgrade(Stream stream, bool isWebSocket)
    {
        LookAtEndpoint();
        lock (Strand!.Gate)
        {
            _upgraded = new(stream, isWebSocket && Ending != EndingOf.Finishing);
        }

        if (_traffic.IsAnnounced)
        {
            Tell();
        }

        return _upgraded;
    }

    /// <summary>Whether an exception only says that it was told to end, and did.</summary>
    public bool HasEndedAsTold(Exception exception) =>
        _wasTold && !_server.RequestAborted.IsCancellationRequested && (exception is OperationCanceledException || _upgraded is not null);

    /// <summary>Says so to a client to whom nothing has been said yet: to one that waits for events, that there are none, so that it asks again; to any other, to ask somebody else.</summary>
    public void AnswerAsTold()
    {
        if (!_context.Response.HasStarted)
        {
            var wantsEvents = StreamKinds.WantsEvents(_context);
            _context.Response.Clear();
            _context.Response.StatusCode = wantsEvents ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            _context.Response.ContentType = wantsEvents ? StreamKinds.EventStream : null;
        }
    }

    /// <summary>As <see cref="AnswerAsTold"/>, where somebody on the way took its end for that of a client that left, or for a failure.</summary>
    public void CorrectAnswer()
    {
        if (!_wasTold)
        {
            return;
        }

        if (_context.Response.StatusCode == StatusCodes.Status499ClientClosedRequest)
        {
            AnswerAsTold();
        }

        GrpcStatus.Correct(_context.Response);
    }

    /// <summary>It has been handled. Nothing is closed before the client of a stream has heard the goodbye.</summary>
    public ValueTask EndAsync()
    {
        _gone.Unregister();
        return _upgraded is not null ? _upgraded.EndAsync(_traffic.IsAnnounced && Ending != EndingOf.Hub, _traffic.TimeProvider)
            : _wasTold && !HasFailed ? new(LastWords.HearAsync(_context, _server.RequestAborted, _traffic.TimeProvider))
            : ValueTask.CompletedTask;
    }

    // ---- its steps

    private CancellationToken Token()
    {
        LookAtEndpoint();
        bool isMade;
        lock (Strand!.Gate)
        {
            isMade = _aborted is null;
            _aborted ??= new();
        }

        if (isMade)
        {
            _gone = _server.RequestAborted.UnsafeRegister(static request => ((RequestInFlight)request!).ClientLeft(), this);
        }

        if (_isCancelled)
        {
            // It was told, or cut off, before anybody asked.
            _ = CancelAsync();
        }
        else if (_traffic.IsAnnounced)
        {
            Tell();
        }

        return _aborted.Token;
    }

    private void ClientLeft()
    {
        if (!MustFinish)
        {
            _ = CancelAsync();
        }
    }

    // What is registered on a token may take its time, and concerns only who registered it.
    private async Task CancelAsync()
    {
        CancellationTokenSource? aborted;
        lock (Strand!.Gate)
        {
            _isCancelled = true;
            aborted = _aborted;
        }

        try
        {
            await (aborted?.CancelAsync() ?? Task.CompletedTask);
        }
        catch (AggregateException thrown)
        {
            _traffic.CallbackFailed(thrown);
        }
    }

    // A handler that listens may say its own; then ours comes in its stead, and the client's answer to it ends the handler as any client's close does. Who is not reading is told by the token.
    private async Task SayGoodbyeAsync(UpgradedStream stream)
    {
        try
        {
            await stream.SayGoodbyeAsync(IsAttentive, _traffic.TimeProvider);
        }
        finally
        {
            await CancelAsync();
        }
    }
}
