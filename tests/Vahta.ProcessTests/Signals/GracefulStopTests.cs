namespace Vahta.ProcessTests.Signals;

public sealed class GracefulStopTests
{
    [Theory]
    [InlineData(nameof(Signal.SIGINT))]
    [InlineData(nameof(Signal.SIGTERM))]
    [InlineData(nameof(Signal.SIGQUIT))]
    public async Task E1_E2_E14_a_signal_stops_everything_in_order_with_code_0_and_is_the_reason(string signal)
    {
        using var folder = new WorkFolder();
        await using var program = RunningProgram.Scenario("Serving.Shop", folder.Path);
        await program.LineAsync("ready");
        Assert.Equal(["database.lock"], folder.Files);

        program.Send(Enum.Parse<Signal>(signal));

        var ended = await program.EndAsync();
        ended.With(exitCode: 0)
            .Told("database up", "poller up", "ready", "poller down", "database down", $"Stopped: signal {signal}. Exit code 0.");
        Assert.Empty(folder.Files);
        Assert.Empty(ended.Errors);
    }

    [Fact]
    public async Task E3_SIGTERM_runs_the_teardown_of_a_plain_console_program()
    {
        using var folder = new WorkFolder();
        await using var program = RunningProgram.Scenario("Serving.Shop", folder.Path);

        await program.SendAtAsync("ready", Signal.SIGTERM);

        (await program.EndAsync()).With(exitCode: 0).Told("database down", times: 1);
        Assert.Empty(folder.Files);
    }

    [Fact]
    public async Task E13_code_after_the_run_is_executed()
    {
        using var folder = new WorkFolder();
        await using var program = RunningProgram.Scenario("Serving.Shop", folder.Path);

        await program.SendAtAsync("ready", Signal.SIGTERM);

        (await program.EndAsync()).With(exitCode: 0).Told("database down", "after the run");
    }

    [Fact]
    public async Task E12_a_dispatcher_on_a_secondary_thread_handles_signals_too()
    {
        using var folder = new WorkFolder();
        await using var program = RunningProgram.Scenario("Serving.SecondaryThread", folder.Path);

        await program.SendAtAsync("ready", Signal.SIGINT);

        (await program.EndAsync()).With(exitCode: 0).Told("poller down", "database down", "after the run");
        Assert.Empty(folder.Files);
    }

    [Fact]
    public async Task E18_without_any_work_a_signal_still_ends_the_process()
    {
        await using var program = RunningProgram.Scenario("Serving.Nothing");

        await program.SendAtAsync("ready", Signal.SIGTERM);

        (await program.EndAsync()).With(exitCode: 0).Told("Stopped: signal SIGTERM. Exit code 0.");
    }

    [Fact]
    public async Task D18_a_second_dispatcher_runs_after_the_first_and_is_stopped_by_a_signal_of_its_own()
    {
        using var folder = new WorkFolder();
        await using var program = RunningProgram.Scenario("Serving.Twice", folder.Path);
        await program.SendAtAsync("ready", Signal.SIGTERM);
        await program.LineAsync("again");
        await program.LinesAsync("ready", 2);

        program.Send(Signal.SIGINT);

        (await program.EndAsync()).With(exitCode: 0)
            .Told("Stopped: signal SIGTERM. Exit code 0.", "again", "Stopped: signal SIGINT. Exit code 0.")
            .Told("database down", times: 2);
    }
}
