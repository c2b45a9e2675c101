namespace Vahta.ProcessTests.Samples;

/// <summary>What the samples of restarts and groups say, they do.</summary>
public sealed class SupervisionSampleTests
{
    [Fact]
    public async Task Restart_brings_back_what_died_and_what_hung_and_whom_the_operator_restarts()
    {
        await using var program = RunningProgram.Start("08-restart");

        var ended = (await program.EndAsync()).With(exitCode: 0).Told(
            "feed: the connection was reset",
            "Restart feed: stops web, prices, feed; starts feed, prices, web.",
            "feed: run 4");
        Assert.Contains(ended.Output, line => line.StartsWith("sensor: Unit 'sensor' has given no heartbeat for 500 ms. It is awaiting at Sensor.PollAsync (Program.cs:", StringComparison.Ordinal));
        Assert.Equal(["prices: down", "prices: up"], ended.Output.Where(line => line.StartsWith("prices: ", StringComparison.Ordinal)).Skip(1).Take(2));
    }

    [Fact]
    public async Task Groups_run_again_together_fail_on_their_own_and_complete()
    {
        await using var program = RunningProgram.Start("09-groups");

        (await program.EndAsync()).With(exitCode: 0).Told(
            "pipeline runs again because of pipeline/parser: pipeline/parser, pipeline/reader, pipeline/writer",
            "mirrors failed because of mirrors/rome; pipeline is Running",
            "night completed with night/import");
    }
}
