namespace Vahta.ProcessTests.Samples;

/// <summary>The sample of schedules, in real time.</summary>
public sealed class ScheduleSampleTests
{
    [Fact]
    public async Task Schedules_beats_reports_on_request_goes_on_after_a_failure_and_ends_by_itself()
    {
        await using var program = RunningProgram.Start("10-schedules");

        var ended = (await program.EndAsync()).With(exitCode: 0);
        Assert.Single(ended.Output, line => line.EndsWith("report sent", StringComparison.Ordinal));
        Assert.Single(ended.Output, line => line.EndsWith("the file is not there yet, and goes on", StringComparison.Ordinal));
        Assert.Contains(ended.Output, line => line.StartsWith("report Running for ", StringComparison.Ordinal) && line.Contains(", next run ", StringComparison.Ordinal));

        // On a busy machine it may start late, and one that is late is made up for.
        Assert.InRange(ended.Output.Count(line => line.EndsWith("heartbeat", StringComparison.Ordinal)), 3, 5);
    }

    [Fact]
    public async Task Schedules_ends_at_once_on_Ctrl_C()
    {
        await using var program = RunningProgram.Start("10-schedules");

        await program.SendAtAsync("report sent", Signal.SIGINT);

        var ended = (await program.EndAsync()).With(exitCode: 0);
        Assert.DoesNotContain(ended.Output, line => line.Contains("report Running", StringComparison.Ordinal));
        Assert.Empty(ended.Errors);
    }
}
