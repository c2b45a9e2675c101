namespace Vahta.ProcessTests.Signals;

public sealed class DumpTests
{
    [Fact]
    public async Task E17_SIGUSR1_tells_states_and_await_lines_and_the_application_goes_on()
    {
        await using var program = RunningProgram.Scenario("Hanging.IgnoresToken");
        await program.LineAsync("ready");

        await program.UntilDumpAsync($"awaiting at Hanging.PollInvoicesAsync (Hanging.cs:{FixtureSource.LineOf("Hanging.cs", "invoices hang here")})");
        await program.UntilDumpAsync($"awaiting at Hanging.PollOrdersAsync (Hanging.cs:{FixtureSource.LineOf("Hanging.cs", "orders hang here")})");
        Assert.StartsWith("database Running for ", await program.LineAsync("database Running"));

        program.Send(Signal.SIGTERM);
        (await program.EndAsync()).With(exitCode: 4).Told("server down", "database down");
    }

    [Fact]
    public async Task E17_it_says_what_a_unit_waits_for_while_the_start_is_under_way()
    {
        await using var program = RunningProgram.Scenario("Serving.EndlessSetup");
        await program.LineAsync("second setting up");

        await program.UntilDumpAsync("awaiting at ");
        Assert.StartsWith("second Starting", await program.LineAsync("awaiting at "));
        Assert.Contains("waiting for second", await program.LineAsync("third Pending"));

        program.Send(Signal.SIGTERM);
        (await program.EndAsync()).With(exitCode: 0).Told("first down");
    }

    [Fact]
    public async Task E17_a_unit_that_blocks_its_thread_is_named_with_the_code_it_is_in()
    {
        await using var program = RunningProgram.Scenario("Hanging.BlocksThread");
        await program.LineAsync("ready");

        await program.UntilDumpAsync("blocker Running");
        Assert.Contains("(Hanging.cs:", await program.LineAsync("blocker Running"));

        program.Send(Signal.SIGTERM);
        (await program.EndAsync()).With(exitCode: 4);
    }
}
