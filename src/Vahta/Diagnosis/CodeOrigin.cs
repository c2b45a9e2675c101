using System.Reflection;

namespace Vahta.Diagnosis;

/// <summary>Whose code a frame is.</summary>
internal enum CodeOrigin
{
    /// <summary>The program's, or a library's that it uses.</summary>
    User,

    /// <summary>.NET's.</summary>
    Framework,

    /// <summary>This assembly's: walked through, never reported.</summary>
    Vahta,
}

/// <summary>Tells origins apart, by the assembly's name.</summary>
internal static class CodeOrigins
{
    /// <summary>Whose code an assembly holds.</summary>
    public static CodeOrigin Of(Assembly assembly)
    {
        if (assembly == typeof(CodeOrigins).Assembly)
            return CodeOrigin.Vahta;

        var name = assembly.GetName().Name ?? "";
        var isFramework = name is "System" or "mscorlib" or "netstandard"
            || name.StartsWith("System.", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.", StringComparison.Ordinal);
        return isFramework ? CodeOrigin.Framework : CodeOrigin.User;
    }
}
