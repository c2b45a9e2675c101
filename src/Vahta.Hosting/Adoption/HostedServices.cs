using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vahta.Graph;
using Vahta.Units;

namespace Vahta.Hosting.Adoption;

/// <summary>The hosted services of an application, each the body of a unit, in the order in which the host would start them.</summary>
internal sealed class HostedServices
{
    private const string WebServer = "Microsoft.AspNetCore.Hosting.GenericWebHostService";

    private readonly Dispatcher _dispatcher;
    private readonly HostOptions _options;
    private readonly FreeNames _names;
    private readonly DeclaredServices _declared;
    private readonly Action _announce;
    private readonly HostedDefaults _defaults;
    private readonly HostedBody[] _bodies;

    private HostedServices(int count, Dispatcher dispatcher, TimeSpan drainDelay, HostOptions options, Action announce)
    {
        _bodies = new HostedBody[count];
        _dispatcher = dispatcher;
        _defaults = new(options, drainDelay);
        _options = options;
        _announce = announce;
        _names = new(dispatcher);
        _declared = new(dispatcher);
    }

    /// <summary>Makes the services, and units of them: those that were declared, and more.</summary>
    public static HostedServices Adopt(AdoptedApplication application, IServiceProvider services, HostOptions options, Action announce)
    {
        var made = services.GetServices<IHostedService>();
        var instances = made as IHostedService[] ?? [.. made];
        var registered = application.HostedServices.ToArray();
        var adopted = new HostedServices(instances.Length, application.Dispatcher, application.Options.DrainDelay, options, announce);
        var units = new Unit[instances.Length];
        if (Array.Exists(instances, static instance => IsWebServer(instance.GetType())))
        {
            application.Dispatcher.SpawnForServers();
        }

        application.Dispatcher.Expect(instances.Length);
        for (var index = 0; index < instances.Length; index++)
        {
            // A container that adds or leaves out some says nothing about the others either.
            units[index] = adopted.Adopt(index, new(instances[index], registered.Length == instances.Length && IsOf(registered[index], instances[index]) ? registered[index] : null));
        }

        application.Dispatcher.Adopt(units, OrderOf(options));
        return adopted;
    }

    // ---- the phases of a host

    /// <summary>Whether any service wants to be told of them.</summary>
    public bool WantPhases => Lives(isReverse: false).Any();

    public Task StartingAsync(CancellationToken token) => EachAsync(Lives(isReverse: false), _options.ServicesStartConcurrently, endsAtFailure: true, life => life.StartingAsync(token));

    public Task StartedAsync(CancellationToken token) => EachAsync(Lives(isReverse: false), _options.ServicesStartConcurrently, endsAtFailure: true, life => life.StartedAsync(token));

    public Task StoppingAsync(CancellationToken token) => EachAsync(Lives(isReverse: true), _options.ServicesStopConcurrently, endsAtFailure: false, life => life.StoppingAsync(token));

    public Task StoppedAsync(CancellationToken token) => EachAsync(Lives(isReverse: true), _options.ServicesStopConcurrently, endsAtFailure: false, life => life.StoppedAsync(token));

    // Those who want to be told.
    private IEnumerable<HostedLife> Lives(bool isReverse)
    {
        for (var place = 0; place < _bodies.Length; place++)
        {
            if (_bodies[isReverse ? ^(place + 1) : place].Life is { HasPhases: true } life)
            {
                yield return life;
            }
        }
    }

    private static async Task EachAsync(IEnumerable<HostedLife> lives, bool isConcurrent, bool endsAtFailure, Func<HostedLife, Task> call)
    {
        var calls = new List<Task>();
        foreach (var life in lives)
        {
            var called = CallAsync(life, call);
            if (called.IsCompletedSuccessfully)
            {
                continue;
            }

            calls.Add(called);
            await (isConcurrent ? Task.CompletedTask : called).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (endsAtFailure && !isConcurrent && !called.IsCompletedSuccessfully)
            {
                break;
            }
        }

        await SeveralFailures.KeepAsync(Task.WhenAll(calls));
    }

    // One that throws before it returns keeps nobody else from being told.
    private static async Task CallAsync(HostedLife life, Func<HostedLife, Task> call) => await SeveralFailures.KeepAsync(call(life));

    // ---- its steps

    private static bool IsOf(ServiceDescriptor registered, IHostedService instance) =>
        registered.ImplementationFactory is not null || registered.ImplementationType == instance.GetType() || ReferenceEquals(registered.ImplementationInstance, instance);

    private Unit Adopt(int place, HostedOrigin origin)
    {
        var unit = (_declared.Take(origin.First) ?? Add(origin.First.GetType())).Unit;
        var body = (HostedBody)unit.Body;
        body.Bind(origin, _announce);
        _bodies[place] = body;

        unit.Say(_defaults.For(body.Kind, origin.First is BackgroundService));
        return unit;
    }

    private UnitHandle Add(Type type)
    {
        var isWebServer = IsWebServer(type);
        return HostedBody.Add(_dispatcher, _names.Take(isWebServer ? Vahta.WebServer.UnitName : HostedNames.Of(type)), new(type, isWebServer ? UnitKind.WebServer : UnitKind.HostedService));
    }

    private static bool IsWebServer(Type type) => type.FullName == WebServer;

    private static EdgeKind? OrderOf(HostOptions options) => (options.ServicesStartConcurrently, options.ServicesStopConcurrently) switch
    {
        (false, false) => EdgeKind.OrderOnly,
        (false, true) => EdgeKind.StartOrder,
        (true, false) => EdgeKind.StopOrder,
        _ => null,
    };
}
