namespace Vahta.Hosting.WindowsService;

/// <summary>Microsoft's classes of a Windows service, by name: elsewhere than on Windows they cannot be made.</summary>
internal static class ServiceTypes
{
    public const string Lifetime = "Microsoft.Extensions.Hosting.WindowsServices.WindowsServiceLifetime";

    private const string Service = "System.ServiceProcess.ServiceBase";

    /// <summary>Whether a lifetime is that of a Windows service, or derived from it.</summary>
    public static bool IsLifetime(Type lifetime) => KindOf(lifetime, Lifetime) is not null;

    /// <summary>The <c>ServiceBase</c> of a lifetime; null where it has none.</summary>
    public static Type? BaseOf(Type lifetime) => KindOf(lifetime, Service);

    private static Type? KindOf(Type? type, string name)
    {
        while (type is not null && type.FullName != name)
        {
            type = type.BaseType;
        }

        return type;
    }
}
