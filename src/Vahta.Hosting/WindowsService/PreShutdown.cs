using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Vahta.Hosting.WindowsService;

/// <summary>The notice that Windows gives before it shuts down, while a service's needs are still there. <c>ServiceBase</c> knows nothing of it, but for handing on commands it does not know.</summary>
internal static class PreShutdown
{
    /// <summary>The notice: <c>SERVICE_CONTROL_PRESHUTDOWN</c>.</summary>
    public const int Command = 0x0F;

    /// <summary>That a service wants it: <c>SERVICE_ACCEPT_PRESHUTDOWN</c>.</summary>
    public const int Accepted = 0x100;

    private const string Commands = "_acceptedCommands";

    /// <summary>A lifetime as it is; in place of Microsoft's for a Windows service, one that minds the notice.</summary>
    public static IHostLifetime Mind(IHostLifetime lifetime, IServiceProvider services) =>
        OperatingSystem.IsWindows() && lifetime.GetType().FullName == ServiceTypes.Lifetime ? ActivatorUtilities.CreateInstance<PreShutdownLifetime>(services) : lifetime;

    /// <summary>Has a service accept the notice, before the service controller is told what it accepts. False where its base class is not as we know it: then there is no notice, and all else is as before.</summary>
    public static bool TryAccept(object service)
    {
        var commands = ServiceTypes.BaseOf(service.GetType())?.GetField(Commands, BindingFlags.Instance | BindingFlags.NonPublic);
        if (commands?.FieldType != typeof(int))
        {
            return false;
        }

        commands.SetValue(service, (int)commands.GetValue(service)! | Accepted);
        return true;
    }
}
