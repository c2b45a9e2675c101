namespace Vahta.ProcessTests.Signals;

/// <summary>What handled the signals before does so again after the run.</summary>
public sealed class RestoredSignalsTests
{
    [Fact]
    public async Task E9_after_the_run_a_signal_does_what_it_does_by_default()
    {
        using var folder = new WorkFolder();
        await using var program = RunningProgram.Scenario("Serving.LongAfterTheRun", folder.Path);
        await program.SendAtAsync("ready", Signal.SIGTERM);

        await program.SendAtAsync("after the run", Signal.SIGTERM);

        (await program.EndAsync()).With(exitCode: 143);
    }

    [Fact]
    public async Task E9_the_programs_own_handler_is_there_before_and_after_the_run()
    {
        await using var program = RunningProgram.Scenario("Serving.OwnHandler");
        await program.SendAtAsync("ready", Signal.SIGTERM);

        await program.SendAtAsync("after the run", Signal.SIGTERM);

        (await program.EndAsync()).With(exitCode: 7).Told("poller down", "after the run", "my own handler, after");
    }

    [Fact]
    public async Task E9_a_signal_that_was_ignored_natively_is_ignored_again_after_the_run()
    {
        using var folder = new WorkFolder();
        await using var program = RunningProgram.Scenario("Serving.IgnoresHangup", folder.Path);

        await program.SendAtAsync("ready", Signal.SIGTERM);

        (await program.EndAsync()).With(exitCode: 143).Told("database down", "after the run", "still there");
    }

    [Fact]
    public async Task E9_what_nohup_had_ignored_stays_ignored_during_the_run()
    {
        using var folder = new WorkFolder();
        await using var program = RunningProgram.ScenarioIgnoring(Signal.SIGHUP, "Serving.Shop", folder.Path);
        await program.SendAtAsync("ready", Signal.SIGHUP);

        await program.UntilDumpAsync("poller Running");
        program.Send(Signal.SIGTERM);

        (await program.EndAsync()).With(exitCode: 0).Told("database down", "Stopped: signal SIGTERM. Exit code 0.");
    }

    [Fact]
    public async Task E11_signals_that_are_switched_off_are_left_alone()
    {
        using var folder = new WorkFolder();
        await using var program = RunningProgram.Scenario("Serving.SignalsOff", folder.Path);

        await program.SendAtAsync("ready", Signal.SIGTERM);

        (await program.EndAsync()).With(exitCode: 143).NeverTold("database down");
        Assert.Equal(["database.lock"], folder.Files);
    }
}
