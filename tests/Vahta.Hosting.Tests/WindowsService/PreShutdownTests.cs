using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.ServiceProcess;
using Microsoft.Extensions.Hosting.WindowsServices;
using Vahta.Hosting.WindowsService;

namespace Vahta.Hosting.Tests.WindowsService;

/// <summary>The notice before a shutdown, as far as it can be seen without Windows: of stand-ins, and of what Microsoft's classes are for Windows.</summary>
public sealed class PreShutdownTests
{
    [Fact]
    public void A_service_accepts_the_notice_beside_what_it_accepts_already()
    {
        var lifetime = new WindowsServiceLifetime { CanShutdown = true };

        Assert.True(PreShutdown.TryAccept(lifetime));

        Assert.Equal(ServiceBase.AcceptsStop | 4 | 0x100, lifetime.Accepts);
    }

    [Fact]
    public void One_whose_base_class_is_another_is_left_as_it_is() => Assert.False(PreShutdown.TryAccept(new object()));

    [Fact]
    public void Elsewhere_than_on_Windows_every_lifetime_stays_what_it_is()
    {
        var lifetime = new WindowsServiceLifetime();

        Assert.SkipWhen(OperatingSystem.IsWindows(), "This is Windows.");

        Assert.Same(lifetime, PreShutdown.Mind(lifetime, new ServiceCollection().BuildServiceProvider()));
    }

    [Fact]
    public void The_lifetime_that_minds_the_notice_is_one_of_a_Windows_service_and_handles_the_commands_that_its_base_does_not_know()
    {
        var lifetime = typeof(PreShutdown).Assembly.GetType("Vahta.Hosting.WindowsService.PreShutdownLifetime", throwOnError: true)!;

        Assert.True(ServiceTypes.IsLifetime(lifetime));
        Assert.Equal("System.ServiceProcess.ServiceBase", ServiceTypes.BaseOf(lifetime)?.FullName);
        Assert.NotNull(lifetime.GetMethod("OnCustomCommand", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly));
    }

    [Fact]
    public void Microsofts_class_for_Windows_keeps_what_it_accepts_where_it_is_looked_for()
    {
        using var assembly = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, "runtimes", "win", "lib", "net10.0", "System.ServiceProcess.ServiceController.dll")));
        var metadata = assembly.GetMetadataReader();
        var service = metadata.TypeDefinitions.Select(metadata.GetTypeDefinition).Single(type => metadata.GetString(type.Name) == "ServiceBase");

        var field = service.GetFields().Select(metadata.GetFieldDefinition).Single(field => metadata.GetString(field.Name) == "_acceptedCommands");

        // A field, of an int.
        Assert.Equal([0x06, 0x08], metadata.GetBlobBytes(field.Signature));
    }
}
