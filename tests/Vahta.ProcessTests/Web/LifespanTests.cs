namespace Vahta.ProcessTests.Web;

/// <summary>What leaks from an aiohttp application that is run, stopped or fails: not here.</summary>
public sealed class LifespanTests
{
    [Fact]
    public async Task A3_F10_a_setup_that_throws_tears_down_what_is_up_and_the_code_is_3()
    {
        await using var program = RunningProgram.Scenario("Web.FailsToOpen");

        var ended = (await program.EndAsync()).With(exitCode: 3).Told("first up", "first down", "after the run");
        Assert.Contains("no such queue", ended.AllOutput, StringComparison.Ordinal);
        Assert.DoesNotContain("second down", ended.AllOutput, StringComparison.Ordinal);
        Assert.DoesNotContain("Now listening", ended.AllOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task D3_SIGTERM_during_the_setup_of_the_second_cancels_it_and_tears_the_first_down()
    {
        await using var program = RunningProgram.Scenario("Web.OpensSlowly");
        await program.SendAtAsync("second opens", Signal.SIGTERM);

        var ended = (await program.EndAsync()).With(exitCode: 0).Told("first down", "after the run");
        Assert.DoesNotContain("second down", ended.AllOutput, StringComparison.Ordinal);
        Assert.Empty(ended.Errors);
    }

    [Fact]
    public async Task E5_a_second_SIGINT_during_a_teardown_does_not_interrupt_it()
    {
        await using var program = RunningProgram.Scenario("Web.ClosesSlowly");
        await program.SendAtAsync("Application started", Signal.SIGINT);
        await program.LineAsync("second closes");
        await Task.Delay(150);

        program.Send(Signal.SIGINT);

        (await program.EndAsync()).With(exitCode: 0).Told("second down", "first down", "after the run");
    }

    [Fact]
    public async Task B2_a_stopping_hook_that_throws_keeps_no_teardown_from_running_and_is_told_at_the_end()
    {
        await using var program = RunningProgram.Scenario("Web.ThrowsInHook");

        await program.SendAtAsync("Application started", Signal.SIGTERM);

        var ended = (await program.EndAsync()).With(exitCode: 1).Told("first down", "after the run");
        Assert.Contains("no such hook", ended.AllOutput, StringComparison.Ordinal);
    }
}
