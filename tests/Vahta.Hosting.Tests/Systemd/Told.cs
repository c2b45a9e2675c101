using Vahta.Hosting.Systemd;
using Vahta.Testing;

namespace Vahta.Hosting.Tests.Systemd;

/// <summary>What systemd is told in a simulation, and when.</summary>
internal sealed class Told
{
    private readonly List<(TimeSpan At, string Message)> _messages = [];

    public static Told By(Dispatcher dispatcher, Simulation simulation, TimeSpan? watchdog = null)
    {
        var told = new Told();
        _ = new Notifier(dispatcher, new(watchdog), message => told._messages.Add((simulation.Now, message))).RunAsync();
        return told;
    }

    public IReadOnlyList<string> Messages => [.. _messages.Select(told => told.Message)];

    public IReadOnlyList<string> Lines => [.. _messages.SelectMany(told => told.Message.Split('\n'))];

    /// <summary>The lines but for extensions, which come again and again.</summary>
    public IReadOnlyList<string> Words => [.. Lines.Where(line => !line.StartsWith("EXTEND_", StringComparison.Ordinal))];

    public IReadOnlyList<string> States => [.. Lines.Where(line => line is "READY=1" or "STOPPING=1" or "RELOADING=1")];

    /// <summary>The latest status.</summary>
    public string Status => Lines.Last(line => line.StartsWith("STATUS=", StringComparison.Ordinal))["STATUS=".Length..];

    /// <summary>How far each extension reached.</summary>
    public IReadOnlyList<TimeSpan> ExtendedTo =>
    [
        .. from told in _messages
           from line in told.Message.Split('\n')
           where line.StartsWith("EXTEND_TIMEOUT_USEC=", StringComparison.Ordinal)
           select told.At + TimeSpan.FromMicroseconds(long.Parse(line.Split('=')[1])),
    ];

    /// <summary>When a line came that begins so.</summary>
    public IReadOnlyList<TimeSpan> TimesOf(string beginning) =>
        [.. _messages.Where(told => told.Message.Split('\n').Any(line => line.StartsWith(beginning, StringComparison.Ordinal))).Select(told => told.At)];
}
