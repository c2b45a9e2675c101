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
    private readonly List<HostedBody> _bodies = [];

    private HostedServices(Dispatcher dispatcher, TimeSpan drainDelay, HostOptions options, Action announce)
    {
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
        var adopted = new HostedServices(application.Dispatcher, application.Options.DrainDelay, options, announce);
        var instances = services.GetServices<IHostedService>().ToList();
        var registered = application.HostedServices.ToList();
        var handles = new List<UnitHandle>();
        if (instances.Exists(static instance => IsWebServer(instance.GetType())))
        {
            application.Dispatcher.SpawnForServers();
        }

        for (var index = 0; index < instances.Count; index++)
        {
            // A container that adds or leaves out some says nothing about the others either.
            handles.Add(adopted.Adopt(new(instances[index], registered.Count == instances.Count && IsOf(registered[index], instances[index]) ? registered[index] : null)));
        }

        application.Dispatcher.Adopt(handles, OrderOf(options));
        return adopted;
    }

    // ---- the phases of a host

    /// <summary>Whether any service wants to be told of them.</summary>
    public bool WantPhases => _bodies.Exists(static body => body.Life!.HasPhases);

    public Task StartingAsync(CancellationToken token) => EachAsync(_bodies, _options.ServicesStartConcurrently, endsAtFailure: true, life => life.StartingAsync(token));

    public Task StartedAsync(CancellationToken token) => EachAsync(_bodies, _options.ServicesStartConcurrently, endsAtFailure: true, life => life.StartedAsync(token));

    public Task StoppingAsync(CancellationToken token) => EachAsync(_bodies.AsEnumerable().Reverse(), _options.ServicesStopConcurrently, endsAtFailure: false, life => life.StoppingAsync(token));

    public Task StoppedAsync(CancellationToken token) => EachAsync(_bodies.AsEnumerable().Reverse(), _options.ServicesStopConcurrently, endsAtFailure: false, life => life.StoppedAsync(token));

    private static async Task EachAsync(IEnumerable<HostedBody> bodies, bool isConcurrent, bool endsAtFailure, Func<HostedLife, Task> call)
    {
        var calls = new List<Task>();
        foreach (var life in bodies.Select(static body => body.Life!).Where(static life => life.HasPhases))
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

    private UnitHandle Adopt(HostedOrigin origin)
    {
        var handle = _declared.Take(origin.First) ?? Add(origin.First.GetType());
        var body = (HostedBody)handle.Unit.Body;
        body.Bind(origin, _announce);
        _bodies.Add(body);

        handle.Unit.Say(_defaults.For(body.Kind, origin.First is BackgroundService));
        return handle;
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
