using System.Reflection;
using System.Runtime.CompilerServices;

namespace Vahta.Telemetry;

/// <summary>
/// Whether somebody could listen to metrics and traces. Nobody can before the assembly is loaded that has their listeners, and to ask there would load it: with its event sources that takes more than a
/// tenth of the time in which a small program starts and ends. The runtime, too, leaves it be until somebody asks for metrics from outside.
/// </summary>
internal static class Audience
{
    // What was compiled ahead is loaded from the beginning, and may be listed nowhere.
    private static volatile bool s_isPossible = !RuntimeFeature.IsDynamicCodeSupported;
    private static volatile bool s_isThere;

    static Audience()
    {
        AppDomain.CurrentDomain.AssemblyLoad += Look;
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
        {
            Look(assembly);
        }
    }

    /// <summary>Whether there can be listeners, and what they listen to.</summary>
    public static bool IsThere => s_isThere;

    /// <summary>Makes what they listen to, as soon as there can be any. They are told of it here: it is their code that is called, and never under a lock.</summary>
    /// <exception cref="TypeInitializationException">One of them threw. There will be neither metrics nor traces.</exception>
    public static void Meet()
    {
        if (s_isThere || !s_isPossible)
        {
            return;
        }

        try
        {
            RuntimeHelpers.RunClassConstructor(typeof(TelemetrySources).TypeHandle);
            s_isThere = true;
        }
        catch (TypeInitializationException)
        {
            s_isPossible = false;
            throw;
        }
    }

    private static void Look(object? sender, AssemblyLoadEventArgs load) => Look(load.LoadedAssembly);

    private static void Look(Assembly assembly)
    {
        if (assembly.FullName?.StartsWith("System.Diagnostics.DiagnosticSource,", StringComparison.Ordinal) == true)
        {
            s_isPossible = true;
        }
    }
}
