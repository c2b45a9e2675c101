namespace Vahta.ProcessTests.Samples;

/// <summary>What the sample of metrics and traces says, it does.</summary>
public sealed class TelemetrySampleTests
{
    [Fact]
    public async Task Telemetry_exports_the_start_the_failure_and_the_stop()
    {
        await using var program = RunningProgram.Start("14-telemetry");

        var ended = (await program.EndAsync()).With(exitCode: 0);
        foreach (var expected in new[] { "vahta start", "start database", "stop database", "vahta stop", "vahta.unit.restarts", "vahta.unit.start.duration", "System.IO.IOException" })
        {
            Assert.Contains(expected, ended.AllOutput, StringComparison.Ordinal);
        }
    }
}
