using Microsoft.Extensions.Hosting;

namespace Vahta.Hosting.WindowsService;

/// <summary>What Windows' service controller is told of how a service ended.</summary>
internal static class ServiceExitCode
{
    private const string Property = "ExitCode";

    /// <summary>Hands an exit code to the lifetime of a Windows service, also to one derived from it; every other has the process's.</summary>
    public static void Tell(IHostLifetime lifetime, int exitCode)
    {
        if (ServiceTypes.IsLifetime(lifetime.GetType())
            && ServiceTypes.BaseOf(lifetime.GetType())?.GetProperty(Property) is { CanWrite: true } property && property.PropertyType == typeof(int))
        {
            property.SetValue(lifetime, exitCode);
        }
    }
}
