using Microsoft.Extensions.DependencyInjection;

namespace Vahta.Hosting.Adoption;

/// <summary>A container's services that notes what it hands out, also by scopes that are made of it: all that is the container's, and nobody else's to dispose of.</summary>
internal sealed class NotingServices : IKeyedServiceProvider, IServiceScopeFactory
{
    private readonly IServiceProvider _services;
    private readonly Notes _notes;

    public NotingServices(IServiceProvider services)
        : this(services, new())
    {
    }

    private NotingServices(IServiceProvider services, Notes notes) => (_services, _notes) = (services, notes);

    public bool HasHandedOut(object instance) => _notes.Has(instance);

    /// <summary>From here on it only passes on: whoever keeps it keeps nothing else by it.</summary>
    public void NoteNoMore() => _notes.Close();

    public object? GetService(Type serviceType) =>
        serviceType == typeof(IServiceProvider) || serviceType == typeof(IServiceScopeFactory) ? this : _notes.Take(_services.GetService(serviceType));

    public object? GetKeyedService(Type serviceType, object? serviceKey) => _notes.Take(((IKeyedServiceProvider)_services).GetKeyedService(serviceType, serviceKey));

    public object GetRequiredKeyedService(Type serviceType, object? serviceKey) => _notes.Take(((IKeyedServiceProvider)_services).GetRequiredKeyedService(serviceType, serviceKey))!;

    public IServiceScope CreateScope()
    {
        var scope = _services.CreateAsyncScope();
        return new NotingScope(scope, new(scope.ServiceProvider, _notes));
    }

    private sealed class NotingScope(AsyncServiceScope scope, NotingServices services) : IServiceScope, IAsyncDisposable
    {
        public IServiceProvider ServiceProvider => services;

        public void Dispose() => scope.Dispose();

        public ValueTask DisposeAsync() => scope.DisposeAsync();
    }

    private sealed class Notes
    {
        private readonly Lock _gate = new();

        // under the gate
        private HashSet<object>? _handedOut = new(ReferenceEqualityComparer.Instance);

        public bool Has(object instance)
        {
            lock (_gate)
            {
                return _handedOut?.Contains(instance) == true;
            }
        }

        public void Close()
        {
            lock (_gate)
            {
                _handedOut = null;
            }
        }

        public object? Take(object? service)
        {
            lock (_gate)
            {
                if (service is not null)
                {
                    _handedOut?.Add(service);
                }

                // All services of a type come as an array.
                foreach (var one in service as object[] ?? [])
                {
                    _handedOut?.Add(one);
                }
            }

            return service;
        }
    }
}
