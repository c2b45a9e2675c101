using Vahta.Hosting.Adoption;
using Vahta.Units;

namespace Vahta;

/// <summary>The application's web server as a unit; in <c>Vahta.AspNetCore</c>, <c>dispatcher.WebServer()</c>.</summary>
public sealed class WebServer : UnitHandle
{
    internal WebServer(Unit unit)
        : base(unit)
    {
    }

    internal const string UnitName = "web-server";

    /// <summary>How many requests it handles at most; null where nobody said.</summary>
    internal RequestLimit? Limit { get; private set; }

    /// <summary>The dispatcher's own, whose service is of that type; made where it has none.</summary>
    internal static WebServer In(Dispatcher dispatcher, Type service) =>
        !dispatcher.TryGetUnit(UnitName, out var unit) ? new(((IUnitCollection)dispatcher).Add(UnitName, new HostedBody(service, UnitKind.WebServer)))
        : unit as WebServer ?? throw new InvalidOperationException($"'{UnitName}' cannot be the web server: there is another unit of that name. Give that another.");

    /// <summary>How long it goes on taking requests after readiness has failed. Default <see cref="DispatcherOptions.DrainDelay"/>. Returns the server.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or endless without being <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
    /// <exception cref="InvalidOperationException">The server has already been started.</exception>
    public WebServer DrainDelay(TimeSpan delay)
    {
        var limit = TimeLimit.Of(delay, $"DrainDelay of '{Name}'", nameof(delay));
        Unit.Say(settings => settings with { DrainDelay = limit });
        return this;
    }

    /// <summary>How long requests in flight have to finish once the port has closed, before they are aborted. Default 10 s. Returns the server.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or endless without being <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
    /// <exception cref="InvalidOperationException">The server has already been started.</exception>
    public WebServer DrainWithin(TimeSpan limit)
    {
        var drain = TimeLimit.Of(limit, $"DrainWithin of '{Name}'", nameof(limit));
        Unit.Say(settings => settings with { DrainWithin = drain });
        return this;
    }

    /// <summary>
    /// Stops the application in order, with the exit code 0, when it has taken so many requests, for whoever runs it to start it again. Returns the server.
    /// </summary>
    /// <param name="count">How many, probes included.</param>
    /// <param name="jitter">The part that is left out at most, drawn at random, so that not all of a fleet end at once.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is not positive, or the jitter not from 0 to 1.</exception>
    /// <exception cref="InvalidOperationException">The server has already been started.</exception>
    public WebServer MaxRequests(long count, double jitter = 0.1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfNegative(jitter);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(jitter, 1);
        Unit.Say(static settings => settings);
        Limit = new(Math.Max(1, count - (long)(count * jitter * Random.Shared.NextDouble())));
        return this;
    }
}
