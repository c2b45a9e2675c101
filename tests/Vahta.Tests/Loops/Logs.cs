using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Vahta.Tests.Loops;

/// <summary>What a loop has logged.</summary>
internal static class Logs
{
    public static LoggerFactory Factory(this FakeLogCollector log) => new([new FakeLoggerProvider(log)]);

    public static IEnumerable<string> Lines(this FakeLogCollector log) =>
        log.GetSnapshot().Where(record => record.Category == "Vahta").Select(record => $"{record.Id.Id} {record.Message}");
}
