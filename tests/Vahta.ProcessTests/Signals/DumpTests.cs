namespace Vahta.ProcessTests.Signals;

public sealed class DumpTests
{
    [Fact]
    public async Task E17_SIGUSR1_tells_states_and_await_lines_and_the_application_goes_on()
    {
        await using var program = RunningProgram.Scenario("Hanging.IgnoresToken");
        await program.SendAtAsync("ready", Signal.SIGUSR1);

        Assert.StartsWith("database Running for ", await program.LineAsync("database Running"));
        Assert.Contains($"awaiting at Hanging.PollInvoicesAsync (Hanging.cs:{FixtureSource.LineOf("Hanging.cs", "invoices hang here")})", await program.LineAsync("invoices Running"));
        Assert.Contains($"awaiting at Hanging.PollOrdersAsync (Hanging.cs:{FixtureSource.LineOf("Hanging.cs", "orders hang here")})", await program.LineAsync("orders Running"));

        program.Send(Signal.SIGTERM);
        (await program.EndAsync()).With(exitCode: 4).Told("server down", "database down");
    }

    [Fact]
    public async Task E17_it_says_what_a_unit_waits_for_while_the_start_is_under_way()
    {
        await using var program = RunningProgram.Scenario("Serving.EndlessSetup");
        await program.SendAtAsync("second setting up", Signal.SIGUSR1);

        Assert.Contains("waiting for second", await program.LineAsync("third Pending"));
        Assert.Contains("awaiting at", await program.LineAsync("second Starting"));

        program.Send(Signal.SIGTERM);
        (await program.EndAsync()).With(exitCode: 0).Told("first down");
    }
}
