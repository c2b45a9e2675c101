namespace Vahta.ProcessTests.Hosting;

/// <summary>A host that a dispatcher has adopted, as the process's parent sees it.</summary>
public sealed class AdoptedHostTests
{
    [Fact]
    public async Task N4_a_background_service_that_throws_ends_the_process_with_1_and_is_named()
    {
        await using var program = RunningProgram.Scenario("Hosting.Throws");

        var ended = (await program.EndAsync()).With(exitCode: 1).Told("steady down", "after the run");
        Assert.Contains("unit 'Throwing' failed", ended.AllOutput, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("the disk is gone", ended.AllOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_journal_gets_each_line_with_its_level_by_the_one_line_that_adopts()
    {
        await using var program = RunningProgram.ScenarioInJournal("Hosting.Throws");

        var ended = (await program.EndAsync()).With(exitCode: 1);
        Assert.Matches(@"(?m)^<3>Vahta\[205\] .*'Throwing' failed.*the disk is gone", ended.AllOutput);
        Assert.Matches(@"(?m)^<6>Vahta\[101\] ", ended.AllOutput);
    }

    [Fact]
    public async Task Another_output_than_the_journal_gets_the_format_it_always_had()
    {
        await using var program = RunningProgram.Scenario("Hosting.Throws");

        Assert.DoesNotContain("<3>", (await program.EndAsync()).AllOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task N8_SIGTERM_while_a_service_is_still_starting_is_an_orderly_stop_with_code_0()
    {
        await using var program = RunningProgram.Scenario("Hosting.StartsSlowly");
        await program.LineAsync("starting");

        program.Send(Signal.SIGTERM);

        Assert.Empty((await program.EndAsync()).With(exitCode: 0).Told("steady down", "after the run").Errors);
    }

    [Fact]
    public async Task N7_N9_a_second_interrupt_hurries_and_whoever_does_not_end_is_named_with_its_line()
    {
        await using var program = RunningProgram.Scenario("Hosting.IgnoresToken");
        await program.LineAsync("Application started");

        program.Send(Signal.SIGINT);
        await program.LineAsync("Application is shutting down");
        await Task.Delay(200);
        program.Send(Signal.SIGINT);

        var ended = (await program.EndAsync()).With(exitCode: 4).Told("steady down");
        Assert.Contains($"Deaf.ExecuteAsync (Hosting.cs:{FixtureSource.LineOf("Hosting.cs", "deaf hangs here")})", ended.AllOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task N9_a_third_interrupt_exits_at_once()
    {
        await using var program = RunningProgram.Scenario("Hosting.IgnoresToken");
        await program.LineAsync("Application started");

        for (var press = 1; press <= 3; press++)
        {
            program.Send(Signal.SIGINT);
            await Task.Delay(200);
        }

        (await program.EndAsync()).With(exitCode: 130);
    }

    [Fact]
    public async Task N9_a_hangup_reloads_and_the_application_goes_on()
    {
        await using var program = RunningProgram.Scenario("Hosting.Serves");
        await program.LineAsync("reloading up");
        await program.LineAsync("Application started");

        program.Send(Signal.SIGHUP);
        await program.LineAsync("reloaded");
        program.Send(Signal.SIGTERM);

        (await program.EndAsync()).With(exitCode: 0).Told("steady down", "after the run");
    }

    [Fact]
    public async Task N9_a_hangup_that_nobody_reloads_at_is_an_orderly_stop()
    {
        await using var program = RunningProgram.Scenario("Hosting.ServesOn");
        await program.LineAsync("Application started");

        program.Send(Signal.SIGHUP);

        (await program.EndAsync()).With(exitCode: 0).Told("steady down", "after the run");
    }

    [Fact]
    public async Task A_configuration_that_leaves_the_process_to_the_host_is_obeyed()
    {
        await using var program = RunningProgram.ScenarioWith("Vahta__HandleSignals=false", "Hosting.Throws");

        (await program.EndAsync()).With(exitCode: 0).Told("steady down", "after the run");
    }

    [Fact]
    public async Task N17_an_exit_inside_a_unit_ends_the_process_with_its_code()
    {
        await using var program = RunningProgram.Scenario("Hosting.Exits");

        (await program.EndAsync()).With(exitCode: 7);
    }
}
