namespace Vahta.ProcessTests.Hanging;

/// <summary>G2: the process ends within its stop budget, whatever user code does. What these programs do lasts for ever; that they end is the test.</summary>
public sealed class LastResortTests
{
    [Fact]
    public async Task G2_a_starved_thread_pool_does_not_keep_a_signal_from_ending_the_process_within_a_small_budget()
    {
        await using var program = RunningProgram.Scenario("Hanging.StarvedPool", "3");

        await program.SendAtAsync("starved", Signal.SIGTERM);

        var ended = await program.EndAsync();
        Assert.True(ended.ExitCode is 0 or 4, $"Exit code {ended.ExitCode}.\n{EndedProgram.Describe(ended.Output, ended.Errors)}");
    }

    [Fact]
    public async Task G2_with_a_budget_that_suffices_a_starved_thread_pool_is_relieved_and_the_stop_is_orderly()
    {
        await using var program = RunningProgram.Scenario("Hanging.StarvedPool", "25");

        await program.SendAtAsync("starved", Signal.SIGTERM);

        (await program.EndAsync()).With(exitCode: 0).Told("poller down", "database down", "after the run");
    }

    [Theory]
    [InlineData("Hanging.ForegroundThread", 4)]
    [InlineData("Hanging.ForegroundThreadOnly", 4)]
    public async Task G2_a_foreground_thread_does_not_hold_the_process(string scenario, int code)
    {
        await using var program = RunningProgram.Scenario(scenario);

        await program.SendAtAsync("ready", Signal.SIGTERM);

        (await program.EndAsync()).With(code).Told("after the run");
    }

    [Theory]
    [InlineData("Hanging.ExitHandler", 4)]
    [InlineData("Hanging.ExitHandlerOnly", 4)]
    public async Task G2_a_hanging_exit_handler_does_not_hold_the_process(string scenario, int code)
    {
        await using var program = RunningProgram.Scenario(scenario);

        await program.SendAtAsync("ready", Signal.SIGTERM);

        (await program.EndAsync()).With(code).Told("after the run", "exit handler hangs");
    }

    [Theory]
    [InlineData("Hanging.TokenCallback", 4)]
    [InlineData("Hanging.Spinners", 4)]
    [InlineData("Hanging.Hook", 1)]
    [InlineData("Hanging.Log", 0)]
    [InlineData("Hanging.ExitCode", 4)]
    public async Task G2_whatever_of_the_programs_hangs_what_is_up_goes_down_and_the_process_ends(string scenario, int code)
    {
        await using var program = RunningProgram.Scenario(scenario);

        await program.SendAtAsync("ready", Signal.SIGTERM);

        (await program.EndAsync()).With(code).Told("database up", "ready", "database down");
    }
}
