using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Vahta.Hosting.Adoption;

/// <summary>Where the instances of a hosted service come from: the first from the container, the next ones as the application registered it.</summary>
/// <param name="First">The container's own.</param>
/// <param name="Registered">How it was registered; null where the container does not say.</param>
internal sealed record HostedOrigin(IHostedService First, ServiceDescriptor? Registered)
{
    public IHostedService Make(UnitContext context) => Registered switch
    {
        { ImplementationInstance: IHostedService } => First,

        // What it hands out may be the container's, and is not ours to dispose of.
        { ImplementationFactory: { } factory } => (IHostedService)factory(context.Services),
        _ => context.OwnIfDisposable((IHostedService)ActivatorUtilities.CreateInstance(context.Services, First.GetType())),
    };
}
