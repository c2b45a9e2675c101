using Microsoft.Extensions.DependencyInjection;

namespace Vahta.Hosting.Modules;

/// <summary>A container's services, and the lifespans and pools as seen from a module: its own first, then those around it.</summary>
internal sealed class ModuleServices(Module module, IServiceProvider around) : IKeyedServiceProvider, ISupportRequiredService, IServiceProviderIsKeyedService
{
    public object? GetService(Type serviceType) =>
        serviceType == typeof(Module) ? module
        : serviceType == typeof(IServiceProvider) || serviceType == typeof(IServiceProviderIsService) || serviceType == typeof(IServiceProviderIsKeyedService) ? this
        : Find(serviceType, null) ?? around.GetService(serviceType);

    public object GetRequiredService(Type serviceType) => Dispatcher.IsHandle(serviceType)
        ? Find(serviceType, null) ?? throw new InvalidOperationException($"Neither module '{module.Units.Name}' nor anything around it has a {Text(serviceType)}. Add one to the module's units, or to the application's.")
        : GetService(serviceType) ?? around.GetRequiredService(serviceType);

    public object? GetKeyedService(Type serviceType, object? serviceKey) =>
        (serviceKey is string name ? Find(serviceType, name) : null) ?? (around as IKeyedServiceProvider)?.GetKeyedService(serviceType, serviceKey);

    public object GetRequiredKeyedService(Type serviceType, object? serviceKey) => GetKeyedService(serviceType, serviceKey)
        ?? throw new InvalidOperationException($"Neither module '{module.Units.Name}' nor anything around it has a {Text(serviceType)} with the key '{serviceKey}'. Use the name of a lifespan or pool as the key, or register it.");

    public bool IsService(Type serviceType) => Dispatcher.IsHandle(serviceType) || around.GetService<IServiceProviderIsService>()?.IsService(serviceType) == true;

    public bool IsKeyedService(Type serviceType, object? serviceKey) => Dispatcher.IsHandle(serviceType) || around.GetService<IServiceProviderIsKeyedService>()?.IsKeyedService(serviceType, serviceKey) == true;

    private UnitHandle? Find(Type type, string? name) => module.Dispatcher.FindHandle(type, name, module.Units.Unit.Inner);

    private static string Text(Type type) => type.IsConstructedGenericType ? $"{type.Name[..type.Name.IndexOf('`')]}<{string.Join(", ", type.GenericTypeArguments.Select(static argument => argument.Name))}>" : type.Name;
}
