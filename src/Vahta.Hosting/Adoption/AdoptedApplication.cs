using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Console;
using Vahta.Hosting.Systemd;

namespace Vahta.Hosting.Adoption;

/// <summary>An application that a host is built for: its registrations, and the dispatcher that takes them over.</summary>
internal sealed class AdoptedApplication
{
    private readonly DispatcherOptions _options = new() { EndWhenDone = false };
    private readonly LateServices _late = new();
    private readonly IServiceCollection _registered;
    private readonly MadeOptions _made;

    // what services can have injected
    private readonly HashSet<UnitHandle> _offered = [];
    private readonly HashSet<Type> _injected = [];

    private AdoptedApplication(IServiceCollection registered, Action<DispatcherOptions>? options)
    {
        _registered = registered;
        _options.Services = _late;
        _options.LoggerFactory = _late;
        options?.Invoke(_options);
        Dispatcher = new(_options);
        _made = new(_options);
    }

    public Dispatcher Dispatcher { get; }

    public DispatcherOptions Options => _options;

    /// <summary>How the hosted services were registered, in their order.</summary>
    public IEnumerable<ServiceDescriptor> HostedServices => _registered.Where(static registered => registered is { IsKeyedService: false } && registered.ServiceType == typeof(IHostedService));

    /// <summary>The one of these registrations; made, and put in the host's place, by the first who asks.</summary>
    public static AdoptedApplication In(IServiceCollection services, Action<DispatcherOptions>? options)
    {
        if (services.Select(static registered => registered is { IsKeyedService: false } ? registered.ImplementationInstance as AdoptedApplication : null).FirstOrDefault(static found => found is not null) is { } known)
        {
            options?.Invoke(known._options);
            known._made.ThrowIfChanged(known._options);
            return known;
        }

        var application = new AdoptedApplication(services, options);
        services.AddSingleton(application);
        services.AddSingleton(application.Dispatcher);
        services.AddSingleton<IHost, AdoptedHost>();
        if (Journal.TakesStandardOutput)
        {
            // So that each line has its level there; whoever chose a format has it.
            services.PostConfigure<ConsoleLoggerOptions>(static console => console.FormatterName ??= ConsoleFormatterNames.Systemd);
        }

        return application;
    }

    /// <summary>Declares units, and lets services have those that carry something.</summary>
    public void Declare(Action<Dispatcher>? configure)
    {
        configure?.Invoke(Dispatcher);
        foreach (var handle in Dispatcher.Handles.Where(handle => Dispatcher.IsHandle(handle.GetType()) && _offered.Add(handle)))
        {
            Offer(handle, handle.GetType());
        }
    }

    private void Offer(UnitHandle handle, Type type)
    {
        _registered.AddKeyedSingleton(type, handle.Name, handle);
        if (_injected.Add(type))
        {
            // Looked for when asked: of several only the asker can be told.
            _registered.AddTransient(type, _ => Dispatcher.FindHandle(type, null)!);
        }
    }

    /// <summary>The container is there.</summary>
    public void Bind(IServiceProvider services) => _late.Bind(services);
}
