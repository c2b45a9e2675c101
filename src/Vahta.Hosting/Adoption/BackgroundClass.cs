using System.Runtime.CompilerServices;
using Microsoft.Extensions.Hosting;

namespace Vahta.Hosting.Adoption;

/// <summary>What a class of background services leaves to its base: found out once a class, because it is asked for every service.</summary>
/// <param name="LeavesStart">Whether its start is the base class's: to call <c>ExecuteAsync</c>.</param>
/// <param name="LeavesStop">Whether its stop is the base class's: to cancel, and to wait.</param>
internal sealed record BackgroundClass(bool LeavesStart, bool LeavesStop)
{
    private static readonly ConditionalWeakTable<Type, BackgroundClass> s_known = [];

    public static BackgroundClass Of(BackgroundService service) => s_known.TryGetValue(service.GetType(), out var known) ? known : Learn(service);

    private static BackgroundClass Learn(IHostedService service) => s_known.GetValue(service.GetType(), _ => new(IsOfBase(service.StartAsync), IsOfBase(service.StopAsync)));

    private static bool IsOfBase(Func<CancellationToken, Task> method) => method.Method.DeclaringType == typeof(BackgroundService);
}
