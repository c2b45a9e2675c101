namespace Vahta.ProcessTests.Signals;

/// <summary>Signals that come while the program is still starting.</summary>
public sealed class EarlySignalTests
{
    public static TheoryData<string, int> Moments =>
        new MatrixTheoryData<string, int>([nameof(Signal.SIGINT), nameof(Signal.SIGTERM)], [0, 1, 50]);

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task S42_whenever_a_signal_comes_what_is_up_goes_down_and_the_code_is_0(string signal, int millisecondsAfterFirstLine)
    {
        await using var program = RunningProgram.Scenario("Serving.SlowStarter");
        await program.LineAsync("starting");

        await Task.Delay(millisecondsAfterFirstLine);
        program.Send(Enum.Parse<Signal>(signal));

        var ended = (await program.EndAsync()).With(exitCode: 0).Told($"Stopped: signal {signal}. Exit code 0.", "after the run");
        Assert.Equal(Parts(ended, " up"), Parts(ended, " down").Reverse());
        Assert.Empty(ended.Errors);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(50)]
    public async Task S42_the_first_sample_stops_orderly_whenever_the_signal_comes(int millisecondsAfterFirstLine)
    {
        await using var program = RunningProgram.Start("01-hello");
        await program.LineAsync("database: open");

        await Task.Delay(millisecondsAfterFirstLine);
        program.Send(Signal.SIGTERM);

        (await program.EndAsync()).With(exitCode: 0).Told("database: open", "database: closed");
    }

    [Theory]
    [InlineData(nameof(Signal.SIGINT))]
    [InlineData(nameof(Signal.SIGTERM))]
    public async Task D3_D4_N8_a_signal_during_the_second_setup_cancels_it_and_tears_the_first_down(string signal)
    {
        await using var program = RunningProgram.Scenario("Serving.EndlessSetup");

        await program.SendAtAsync("second setting up", Enum.Parse<Signal>(signal));

        var ended = await program.EndAsync();
        ended.With(exitCode: 0)
            .Told("first up", "second setting up", "second cancelled", "first down", $"Stopped: signal {signal}. Exit code 0.", "after the run")
            .NeverTold("second down")
            .NeverTold("third up")
            .NeverTold("ready");
        Assert.Contains("(not completed)", ended.AllOutput);
        Assert.Empty(ended.Errors);
    }

    [Fact]
    public async Task N8_a_signal_while_a_task_is_not_yet_ready_is_an_orderly_stop()
    {
        await using var program = RunningProgram.Scenario("Serving.EndlessStart");

        await program.SendAtAsync("server binding", Signal.SIGTERM);

        var ended = (await program.EndAsync()).With(exitCode: 0).Told("database up", "server binding", "database down").NeverTold("ready");
        Assert.Contains("(not completed)", ended.AllOutput);
        Assert.Empty(ended.Errors);
    }

    [Fact]
    public async Task S40_a_setup_that_blocks_its_thread_cannot_hold_the_process()
    {
        await using var program = RunningProgram.Scenario("Starting.BlockedSetup");

        await program.SendAtAsync("second blocks", Signal.SIGTERM);

        var ended = (await program.EndAsync()).With(exitCode: 4).Told("first up", "first down").NeverTold("ready");
        Assert.Contains("'second'", ended.AllErrors);
    }

    private static IEnumerable<string> Parts(EndedProgram ended, string how) =>
        ended.Output.Where(line => line.StartsWith("part-") && line.EndsWith(how)).Select(line => line[..^how.Length]);
}
