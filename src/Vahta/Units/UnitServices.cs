using Microsoft.Extensions.DependencyInjection;
using Vahta.Supervision;

namespace Vahta.Units;

/// <summary>
/// What one run can resolve: its own context, the dispatcher, lifespans and pools by their type, and the container's services in a scope made
/// when first asked.
/// </summary>
internal sealed class UnitServices(UnitContext context, Engine engine) : IKeyedServiceProvider, IAsyncDisposable
{
    /// <summary>What a run that has ended can resolve: nothing, for good.</summary>
    public static UnitServices Closed { get; } = new(null!, null!);

    private readonly Lock _gate = new();

    // under the gate
    private AsyncServiceScope? _scope;
    private bool _isClosed;

    public object? GetService(Type serviceType) =>
        serviceType == typeof(UnitContext) ? context
        : serviceType == typeof(Dispatcher) ? engine.Dispatcher
        : serviceType == typeof(IServiceProvider) ? this
        : engine.Dispatcher.FindHandle(serviceType, null, context.Group) ?? Scope?.GetService(serviceType);

    public object? GetKeyedService(Type serviceType, object? serviceKey) =>
        (serviceKey is string name ? engine.Dispatcher.FindHandle(serviceType, name, context.Group) : null)
        ?? (Scope is IKeyedServiceProvider keyed ? keyed.GetKeyedService(serviceType, serviceKey) : null);

    public object GetRequiredKeyedService(Type serviceType, object? serviceKey) => GetKeyedService(serviceType, serviceKey)
        ?? throw new InvalidOperationException($"Unit '{context.Name}' needs a {serviceType.Name} with the key '{serviceKey}', which neither the container nor the dispatcher has. Register it, or use the name of a lifespan or pool as the key.");

    /// <summary>Closes the scope. Whoever kept the provider and asks it later would open another that nobody closes.</summary>
    public async ValueTask DisposeAsync()
    {
        AsyncServiceScope? opened;
        lock (_gate)
        {
            _isClosed = true;
            opened = _scope;
        }

        if (opened is { } scope)
        {
            await scope.DisposeAsync();
        }
    }

    private IServiceProvider? Scope
    {
        get
        {
            if (engine.Services is not { } container)
            {
                return null;
            }

            lock (_gate)
            {
                _scope ??= !_isClosed
                    ? container.CreateAsyncScope()
                    : throw new InvalidOperationException($"Unit '{context.Name}' has ended its run {context.Run}, and its scope is closed. Resolve services while it runs.");
                return _scope.Value.ServiceProvider;
            }
        }
    }
}
