using System.Globalization;

namespace Vahta.Hosting.Systemd;

/// <summary>What systemd told the process by its environment.</summary>
/// <param name="NotifySocket">Where it listens: a path, or with a leading <c>@</c> an abstract name.</param>
/// <param name="Watchdog">How long it bears the process's silence; null where it keeps no watch over it.</param>
internal sealed record SystemdEnvironment(string NotifySocket, TimeSpan? Watchdog)
{
    /// <summary>Takes it out of the process's environment, so that no child takes it for its own. Null, and nothing touched, where there is none.</summary>
    public static SystemdEnvironment? Take()
    {
        if (Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is not ['/' or '@', _, ..])
        {
            return null;
        }

        var (socket, watchdog, process) = (TakeOut("NOTIFY_SOCKET"), TakeOut("WATCHDOG_USEC"), TakeOut("WATCHDOG_PID"));
        var isMeant = process is null || process == Text(Environment.ProcessId);
        return new(socket!, isMeant ? Interval(watchdog) : null);
    }

    /// <summary>The file descriptors systemd passed to this process, taken out of its environment in the same way.</summary>
    public static IReadOnlyList<SystemdDescriptor> TakeDescriptors()
    {
        const int First = 3;
        var (process, count, names) = (TakeOut("LISTEN_PID"), TakeOut("LISTEN_FDS"), TakeOut("LISTEN_FDNAMES")?.Split(':') ?? []);
        return process == Text(Environment.ProcessId) && int.TryParse(count, CultureInfo.InvariantCulture, out var passed) && passed > 0
            ? [.. Enumerable.Range(0, passed).Select(index => new SystemdDescriptor(index < names.Length ? names[index] : "unknown", First + index))]
            : [];
    }

    // What is no number of microseconds that a clock can count to is no watch.
    private static TimeSpan? Interval(string? microseconds) =>
        long.TryParse(microseconds, CultureInfo.InvariantCulture, out var interval) && interval > 0 && interval <= TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMicrosecond
            ? new(interval * TimeSpan.TicksPerMicrosecond)
            : null;

    private static string? TakeOut(string name)
    {
        var value = Environment.GetEnvironmentVariable(name);
        Environment.SetEnvironmentVariable(name, null);
        return value;
    }

    private static string Text(int process) => process.ToString(CultureInfo.InvariantCulture);
}
