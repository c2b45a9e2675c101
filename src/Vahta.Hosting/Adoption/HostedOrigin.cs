using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Vahta.Hosting.Adoption;

/// <summary>
/// Where the instances of a hosted service come from: the first from the container, the next ones as the application registered it. An instance that was made for a run is disposed of with that
/// run; what the container handed out is the container's.
/// </summary>
/// <param name="First">The container's own.</param>
/// <param name="Registered">How it was registered; null where the container does not say.</param>
internal readonly record struct HostedOrigin(IHostedService First, ServiceDescriptor? Registered)
{
    public IHostedService Make(UnitContext context) => Registered switch
    {
        { ImplementationInstance: IHostedService } => First,
        { ImplementationFactory: { } factory } => Make(context, factory),
        _ => context.OwnIfDisposable((IHostedService)ActivatorUtilities.CreateInstance(context.Services, First.GetType())),
    };

    private IHostedService Make(UnitContext context, Func<IServiceProvider, object> factory)
    {
        var services = new NotingServices(context.Services);
        var made = (IHostedService?)factory(services) ?? throw new InvalidOperationException($"The factory of {First.GetType().Name} returned null instead of an instance for run {context.Run} of unit '{context.Name}'.");
        var isTheirs = made == First || services.HasHandedOut(made);
        services.NoteNoMore();
        return isTheirs ? made : context.OwnIfDisposable(made);
    }
}
