using System.Reflection;

namespace Vahta.Telemetry;

/// <summary>
/// Whether somebody could listen to metrics and traces. Nobody can before the assembly is loaded that has their listeners, and to ask there would load it: with its event sources that takes more than a
/// tenth of the time in which a small program starts and ends. The runtime, too, leaves it be until somebody asks for metrics from outside.
/// </summary>
internal static class Audience
{
    private static volatile bool s_isPossible;

    static Audience()
    {
        AppDomain.CurrentDomain.AssemblyLoad += Look;
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
        {
            Look(assembly);
        }
    }

    public static bool IsPossible => s_isPossible;

    private static void Look(object? sender, AssemblyLoadEventArgs load) => Look(load.LoadedAssembly);

    private static void Look(Assembly assembly)
    {
        if (assembly.FullName?.StartsWith("System.Diagnostics.DiagnosticSource,", StringComparison.Ordinal) == true)
        {
            s_isPossible = true;
        }
    }
}
