namespace Vahta.ProcessTests.Signals;

/// <summary>Stop, hurry, exit: the first, second and third signal.</summary>
public sealed class UrgencyTests
{
    [Fact]
    public async Task E4_a_second_signal_cuts_the_drain_short_and_the_teardowns_run_to_their_end()
    {
        await using var program = RunningProgram.Scenario("Serving.SlowDrain");
        await program.SendAtAsync("ready", Signal.SIGINT);

        await program.SendAtAsync("poller draining", Signal.SIGINT);

        (await program.EndAsync()).With(exitCode: 0)
            .Told("poller draining", "poller hurried", "database down", "Stopped: signal SIGINT. Exit code 0.", "after the run");
    }

    [Fact]
    public async Task E5_a_second_signal_does_not_interrupt_the_teardown_in_progress()
    {
        await using var program = RunningProgram.Scenario("Serving.SlowTeardown");
        await program.SendAtAsync("ready", Signal.SIGTERM);

        await program.SendAtAsync("database closing", Signal.SIGTERM);

        (await program.EndAsync()).With(exitCode: 0).Told("database closing", "database down", "after the run").NeverTold("database aborted");
    }

    [Theory]
    [InlineData(nameof(Signal.SIGINT), 130)]
    [InlineData(nameof(Signal.SIGQUIT), 131)]
    [InlineData(nameof(Signal.SIGTERM), 143)]
    public async Task E6_a_third_signal_exits_at_once_with_its_own_code(string third, int code) =>
        (await EndByThirdAsync(Enum.Parse<Signal>(third))).With(code).NeverTold("database down").NeverTold("after the run");

    [Fact]
    public async Task E6_a_third_signal_leaves_a_report_that_names_the_line_that_hangs()
    {
        // The report has 200 ms, in which a loaded machine may not get to it.
        var ended = await EndByThirdAsync(Signal.SIGINT);
        for (var tries = 1; tries < 5 && !ended.Errors.Any(row => row.StartsWith("database ")); tries++)
        {
            ended = await EndByThirdAsync(Signal.SIGINT);
        }

        Assert.Contains("SIGINT for the third time", ended.AllErrors);
        Assert.Contains("Stopped: signal SIGTERM. Exit code 130.", ended.AllErrors);
        var line = FixtureSource.LineOf("Serving.cs", "teardown hangs here");
        Assert.Contains($"Serving.EndlessTeardown (Serving.cs:{line})", ended.Errors.Single(row => row.StartsWith("database ")));
    }

    [Fact]
    public async Task E6_signals_within_a_moment_of_each_other_are_one_press()
    {
        await using var program = RunningProgram.Scenario("Serving.ShortDrain");
        await program.LineAsync("ready");

        for (var copy = 0; copy < 5; copy++)
        {
            program.Send(copy % 2 == 0 ? Signal.SIGTERM : Signal.SIGINT);
        }

        (await program.EndAsync()).With(exitCode: 0).Told("poller drained", "after the run");
    }

    [Fact]
    public async Task The_graceful_stop_sample_hurries_at_the_second_Ctrl_C()
    {
        await using var program = RunningProgram.Start("04-graceful-stop");
        await program.SendAtAsync("door: order 1", Signal.SIGINT);

        await program.SendAtAsync("till: counting the coins", Signal.SIGINT);

        (await program.EndAsync()).With(exitCode: 0).Told("till: out of time, the coins go to the bank uncounted");
    }

    private static async Task<EndedProgram> EndByThirdAsync(Signal third)
    {
        await using var program = RunningProgram.Scenario("Serving.EndlessTeardown");
        await program.SendAtAsync("ready", Signal.SIGTERM);
        await program.SendAtAsync("database closing", Signal.SIGINT);
        await program.SendAtAsync("hurried", third);
        return await program.EndAsync();
    }
}
