namespace Vahta.ProcessTests.Samples;

/// <summary>What the sample of a pool says, it does.</summary>
public sealed class BackgroundQueueSampleTests
{
    [Fact]
    public async Task Background_queue_sends_tries_again_gives_up_hands_back_and_closes_the_database_last()
    {
        await using var program = RunningProgram.Start("11-background-queue");

        var ended = (await program.EndAsync()).With(exitCode: 0).Told(
            "mail to nobody failed for good: no such address",
            "mail to slow failed for good: item 4 of pool 'mail' took longer than 1 s.",
            "database: closed");
        ended.Told("statistics: done", times: 1);
        Assert.Equal(("database: open", "database: closed"), (ended.Output[0], ended.Output[^1]));
        var handed = ended.Output.Single(line => line.StartsWith("back to the outbox: ", StringComparison.Ordinal)).Split(' ')[4];
        Assert.Equal(10 - int.Parse(handed, System.Globalization.CultureInfo.InvariantCulture), ended.Output.Count(line => line.EndsWith(" sent", StringComparison.Ordinal)));
    }
}
