using System.Reflection;

namespace Vahta.Diagnosis;

/// <summary>Whose code a frame is.</summary>
internal enum CodeOrigin
{
    /// <summary>The program's, or a library's that it uses.</summary>
    User,

    /// <summary>.NET's.</summary>
    Framework,

    /// <summary>Ours: walked through, never reported.</summary>
    Vahta,
}

/// <summary>Tells origins apart, by the assembly's name.</summary>
internal static class CodeOrigins
{
    // Those that stand between the dispatcher and the program's code.
    private static readonly string[] s_ours = ["Vahta", "Vahta.Hosting", "Vahta.AspNetCore"];

    /// <summary>Whose code an assembly holds.</summary>
    public static CodeOrigin Of(Assembly assembly)
    {
        var name = assembly.GetName().Name ?? "";
        if (s_ours.Contains(name))
            return CodeOrigin.Vahta;

        var isFramework = name is "System" or "mscorlib" or "netstandard"
            || name.StartsWith("System.", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.", StringComparison.Ordinal);
        return isFramework ? CodeOrigin.Framework : CodeOrigin.User;
    }
}
