namespace Vahta.ProcessTests.Failing;

public sealed class FailureTests
{
    [Fact]
    public async Task H1_F3_N4_a_task_that_throws_stops_the_rest_in_order_and_the_code_is_1()
    {
        await using var program = RunningProgram.Scenario("Failing.TaskThrows");

        var ended = (await program.EndAsync()).With(exitCode: 1).Told("database up", "server down", "database down", "after the run");
        Assert.Contains("Stopped: unit 'poller' failed (IOException). Exit code 1.", ended.AllOutput);
        Assert.Contains("Error: unit 'poller': IOException: The queue is gone.", ended.AllOutput);
    }

    [Fact]
    public async Task N4_without_a_log_a_failure_is_told_once_on_standard_error_with_its_unit_and_its_line()
    {
        await using var program = RunningProgram.Scenario("Failing.TaskThrows");

        var ended = (await program.EndAsync()).With(exitCode: 1);
        var line = FixtureSource.LineOf("Failing.cs", "The queue is gone.");
        Assert.Single(ended.Errors, error => error.Contains("The queue is gone."));
        Assert.Contains($"Failing.cs:line {line}", ended.AllErrors);
        Assert.Contains("poller", ended.AllErrors);
    }

    [Fact]
    public async Task N4_with_a_log_a_failure_is_told_there_with_its_unit_and_not_on_standard_error()
    {
        await using var program = RunningProgram.Scenario("Failing.TaskThrowsWithLog");

        var ended = (await program.EndAsync()).With(exitCode: 1);
        Assert.Contains("Unit 'poller' failed", ended.AllOutput);
        Assert.Contains("The queue is gone.", ended.AllOutput);
        Assert.Empty(ended.Errors);
    }

    [Fact]
    public async Task N5_S16_a_cancellation_nobody_asked_for_is_a_failure()
    {
        await using var program = RunningProgram.Scenario("Failing.ForeignCancellation");

        var ended = (await program.EndAsync()).With(exitCode: 1).Told("server down", "after the run");
        Assert.Contains("Stopped: unit 'client' failed (TaskCanceledException)", ended.AllOutput);
        Assert.Contains("TaskCanceledException", ended.AllErrors);
    }

    [Fact]
    public async Task N5_H2_a_cancellation_nobody_asked_for_fails_its_own_unit_only()
    {
        await using var program = RunningProgram.Scenario("Failing.ForeignCancellation", "ignored");
        await program.LineAsync("ready");
        await program.UntilDumpAsync("client Failed");

        program.Send(Signal.SIGTERM);

        (await program.EndAsync()).With(exitCode: 0).Told("server down", "Stopped: signal SIGTERM. Exit code 0.");
    }

    [Fact]
    public async Task F1_N15_S53_tasks_that_return_complete_and_the_process_ends_with_the_last()
    {
        await using var program = RunningProgram.Scenario("Failing.TaskReturns");

        var ended = (await program.EndAsync()).With(exitCode: 0)
            .Told("database up", "short returns", "long returns", "database down", "Stopped: all work is done. Exit code 0.");
        Assert.Empty(ended.Errors);
    }

    [Fact]
    public async Task A6_G3_what_throws_in_the_stop_is_told_once_and_all_other_teardowns_run()
    {
        await using var program = RunningProgram.Scenario("Failing.StopThrows");

        await program.SendAtAsync("ready", Signal.SIGTERM);

        var ended = (await program.EndAsync()).With(exitCode: 1)
            .Told("third down", "first down", "Stopped: signal SIGTERM. Exit code 1.");
        Assert.Single(ended.Errors, error => error.Contains("The offset could not be stored."));
        Assert.Single(ended.Errors, error => error.Contains("The file is locked."));
    }

    [Fact]
    public async Task B2_a_stopping_hook_that_throws_keeps_no_teardown_from_running()
    {
        await using var program = RunningProgram.Scenario("Failing.StoppingHookThrows");

        await program.SendAtAsync("ready", Signal.SIGTERM);

        var ended = (await program.EndAsync()).With(exitCode: 1).Told("poller down", "database down", "after the run");
        Assert.Single(ended.Errors, error => error.Contains("The load balancer does not answer."));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public async Task N17_Environment_Exit_inside_a_unit_ends_the_process_with_its_code(int code)
    {
        await using var program = RunningProgram.Scenario("Failing.EnvironmentExit", code.ToString());

        (await program.EndAsync()).With(code).NeverTold("after the run");
    }

    [Fact]
    public async Task F5_a_stop_asked_for_with_a_code_ends_with_that_code_and_tells_why()
    {
        await using var program = RunningProgram.Scenario("Failing.RequestedStop");

        (await program.EndAsync()).With(exitCode: 42).Told("Stopped: requested: the licence ran out. Exit code 42.");
    }
}
