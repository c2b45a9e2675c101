using Microsoft.Extensions.Hosting;

namespace Vahta.Hosting.WindowsService;

/// <summary>What Windows' service controller is told of how a service ended.</summary>
internal static class ServiceExitCode
{
    // Microsoft's lifetime is a ServiceBase, whose package only a Windows service refers to.
    private const string Property = "ExitCode";

    /// <summary>Hands an exit code to a lifetime that reports one; others have the process's.</summary>
    public static void Tell(IHostLifetime lifetime, int exitCode)
    {
        if (lifetime.GetType().GetProperty(Property) is { CanWrite: true } property && property.PropertyType == typeof(int))
        {
            property.SetValue(lifetime, exitCode);
        }
    }
}
