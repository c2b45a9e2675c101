using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Vahta.Hosting.Adoption;

/// <summary>The container and its log, for a dispatcher that is defined before they are made.</summary>
internal sealed class LateServices : IServiceProvider, ILoggerFactory
{
    private IServiceProvider? _services;
    private ILoggerFactory? _loggers;

    private IServiceProvider Services => _services ?? throw new InvalidOperationException("The host's container is not built yet. Build the host, and start it, before services are resolved.");

    public void Bind(IServiceProvider services)
    {
        _services = services;
        _loggers = services.GetRequiredService<ILoggerFactory>();
    }

    public object? GetService(Type serviceType) => Services.GetService(serviceType);

    public ILogger CreateLogger(string categoryName) => (_loggers ?? Services.GetRequiredService<ILoggerFactory>()).CreateLogger(categoryName);

    public void AddProvider(ILoggerProvider provider) => Services.GetRequiredService<ILoggerFactory>().AddProvider(provider);

    void IDisposable.Dispose()
    {
        // The container's, not ours.
    }
}
