using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Hosting;

namespace Vahta.Hosting.Adoption;

/// <summary>What <see cref="BackgroundService"/> keeps to itself: the method that does the work, and what the base class writes down of it.</summary>
internal static class BackgroundMembers
{
    private static readonly MethodInfo? s_execute = typeof(BackgroundService).GetMethod("ExecuteAsync", BindingFlags.Instance | BindingFlags.NonPublic);

    /// <summary>Calls a service's <c>ExecuteAsync</c>.</summary>
    public static Func<BackgroundService, CancellationToken, Task>? Execute { get; } = s_execute?.CreateDelegate<Func<BackgroundService, CancellationToken, Task>>();

    /// <summary>Whether the base class is as we know it, so that its part can be taken.</summary>
    public static bool AreKnown { get; } = Execute is not null && Has("_executeTask", typeof(Task)) && Has("_stoppingCts", typeof(CancellationTokenSource));

    /// <summary>A service's <c>ExecuteAsync</c>, as the user wrote it.</summary>
    public static Delegate CodeOf(BackgroundService service) => s_execute!.CreateDelegate<Func<CancellationToken, Task>>(service);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_executeTask")]
    public static extern ref Task? TaskOf(BackgroundService service);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_stoppingCts")]
    public static extern ref CancellationTokenSource? StopOf(BackgroundService service);

    private static bool Has(string field, Type type) => typeof(BackgroundService).GetField(field, BindingFlags.Instance | BindingFlags.NonPublic)?.FieldType == type;
}
