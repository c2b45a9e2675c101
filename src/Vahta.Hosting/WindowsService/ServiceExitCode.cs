using Microsoft.Extensions.Hosting;

namespace Vahta.Hosting.WindowsService;

/// <summary>What Windows' service controller is told of how a service ended.</summary>
internal static class ServiceExitCode
{
    // Microsoft's lifetime is a ServiceBase, whose package only a Windows service refers to.
    private const string Lifetime = "Microsoft.Extensions.Hosting.WindowsServices.WindowsServiceLifetime";
    private const string Service = "System.ServiceProcess.ServiceBase";
    private const string Property = "ExitCode";

    /// <summary>Hands an exit code to the lifetime of a Windows service, also to one derived from it; every other has the process's.</summary>
    public static void Tell(IHostLifetime lifetime, int exitCode)
    {
        var kinds = KindsOf(lifetime.GetType());
        if (kinds.Any(static kind => kind.FullName == Lifetime)
            && kinds.FirstOrDefault(static kind => kind.FullName == Service)?.GetProperty(Property) is { CanWrite: true } property && property.PropertyType == typeof(int))
        {
            property.SetValue(lifetime, exitCode);
        }
    }

    private static IEnumerable<Type> KindsOf(Type type)
    {
        for (var kind = type; kind is not null; kind = kind.BaseType)
        {
            yield return kind;
        }
    }
}
