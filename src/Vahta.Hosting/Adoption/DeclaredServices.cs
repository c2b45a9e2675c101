using Microsoft.Extensions.Hosting;

namespace Vahta.Hosting.Adoption;

/// <summary>The units that were declared of hosted services, until the services they are of are there.</summary>
internal sealed class DeclaredServices(Dispatcher dispatcher)
{
    // By the type that was declared; each in the order of declaration.
    private readonly Dictionary<Type, Queue<UnitHandle>> _free = dispatcher.Handles
        .Where(static handle => handle.Unit.Body is HostedBody { IsBound: false })
        .GroupBy(static handle => ((HostedBody)handle.Unit.Body).Type)
        .ToDictionary(static declared => declared.Key, static declared => new Queue<UnitHandle>(declared));

    /// <summary>The first that was declared of a service's type, or else of what it derives from or implements; null where there is none any more.</summary>
    public UnitHandle? Take(IHostedService service) => _free.Count == 0 ? null : TakeOf(service);

    private UnitHandle? TakeOf(IHostedService service)
    {
        if (!_free.TryGetValue(service.GetType(), out var declared))
        {
            declared = _free.Where(entry => entry.Key.IsInstanceOfType(service)).Select(static entry => entry.Value).MinBy(static queue => queue.Peek().Unit.Index);
        }

        if (declared?.Dequeue() is not { } handle)
        {
            return null;
        }

        if (declared.Count == 0)
        {
            _free.Remove(((HostedBody)handle.Unit.Body).Type);
        }

        return handle;
    }
}
