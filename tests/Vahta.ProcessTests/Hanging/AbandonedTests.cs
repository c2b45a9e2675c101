namespace Vahta.ProcessTests.Hanging;

public sealed class AbandonedTests
{
    [Fact]
    public async Task F9_G4_G5_N7_those_who_ignore_their_token_are_abandoned_and_named_with_their_lines()
    {
        await using var program = RunningProgram.Scenario("Hanging.IgnoresToken");

        await program.SendAtAsync("ready", Signal.SIGTERM);

        var ended = (await program.EndAsync()).With(exitCode: 4).Told("server down", "database down", "after the run");
        AssertNamed(ended.Errors, "invoices", "Hanging.PollInvoicesAsync", "invoices hang here");
        AssertNamed(ended.Errors, "orders", "Hanging.PollOrdersAsync", "orders hang here");
    }

    [Fact]
    public async Task N7_the_log_names_them_too()
    {
        await using var program = RunningProgram.Scenario("Hanging.IgnoresTokenWithLog");

        await program.SendAtAsync("ready", Signal.SIGTERM);

        var ended = (await program.EndAsync()).With(exitCode: 4).Told("server down", "database down");
        var abandoned = ended.Output.Where(line => line.Contains("was abandoned")).ToList();
        AssertNamed(abandoned, "invoices", "Hanging.PollInvoicesAsync", "invoices hang here");
        AssertNamed(abandoned, "orders", "Hanging.PollOrdersAsync", "orders hang here");
    }

    [Fact]
    public async Task S40_a_unit_that_blocks_its_thread_is_abandoned_and_all_others_stop()
    {
        await using var program = RunningProgram.Scenario("Hanging.BlocksThread");

        await program.SendAtAsync("ready", Signal.SIGTERM);

        var ended = (await program.EndAsync()).With(exitCode: 4).Told("blocker blocks", "poller down", "database down", "after the run");
        Assert.Contains("Unit 'blocker' did not stop within", ended.AllErrors);
        Assert.Contains("Hanging.cs:", ended.AllErrors);
    }

    [Fact]
    public async Task N6_S38_after_one_that_outlasts_its_grace_the_next_has_a_live_token_and_its_own_time()
    {
        await using var program = RunningProgram.Scenario("Hanging.IgnoresGrace");

        await program.SendAtAsync("ready", Signal.SIGTERM);

        var ended = (await program.EndAsync()).With(exitCode: 4).Told("stubborn has 1 s", "next stopping, aborting False", "next down", "after the run").Told("next has 8 s", times: 1);
        Assert.Contains("Unit 'stubborn' did not stop within 1 s.", ended.AllErrors);
        Assert.DoesNotContain("'next'", ended.AllErrors);
    }

    private static void AssertNamed(IEnumerable<string> lines, string unit, string method, string marked)
    {
        var line = Assert.Single(lines, line => line.Contains($"Unit '{unit}' did not"));
        Assert.Contains($"{method} (Hanging.cs:{FixtureSource.LineOf("Hanging.cs", marked)})", line);
    }
}
