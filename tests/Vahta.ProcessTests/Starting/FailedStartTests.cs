namespace Vahta.ProcessTests.Starting;

public sealed class FailedStartTests
{
    [Fact]
    public async Task A3_F10_N3_a_setup_that_throws_tears_down_what_is_up_and_the_code_is_3()
    {
        await using var program = RunningProgram.Scenario("Starting.BrokenSetup");

        var ended = (await program.EndAsync()).With(exitCode: 3)
            .Told("first up", "second setting up", "first down", "after the run")
            .Told("first down", times: 1)
            .NeverTold("second down")
            .NeverTold("third up")
            .NeverTold("ready");
        Assert.Contains("the start failed at unit 'second' (IOException). Exit code 3.", ended.AllOutput);
        Assert.Contains("Error: unit 'second': IOException: The disk is full.", ended.AllOutput);
        Assert.Contains("The disk is full.", Assert.Single(ended.Errors, line => line.StartsWith("Vahta:")));
    }

    [Fact]
    public async Task D6_a_setup_that_is_late_is_named_and_the_code_is_3()
    {
        await using var program = RunningProgram.Scenario("Starting.LateSetup");

        var ended = (await program.EndAsync()).With(exitCode: 3).Told("first up", "first down").NeverTold("ready");
        Assert.Contains("Unit 'second' was not ready within 200 ms. It is awaiting at Starting.LateSetup (Starting.cs:", ended.AllErrors);
    }

    [Fact]
    public async Task S3_a_refused_definition_tells_all_its_mistakes_starts_nothing_and_the_code_is_2()
    {
        await using var program = RunningProgram.Scenario("Starting.Mistakes");

        var ended = (await program.EndAsync()).With(exitCode: 2).Told("after the run").NeverTold("database up").NeverTold("ready");
        Assert.Contains("chicken -> egg -> chicken", ended.AllErrors);
        Assert.Contains("databse", ended.AllErrors);
        Assert.Contains("Poller", ended.AllErrors);
        Assert.Contains("narcissus", ended.AllErrors);
    }

    [Fact]
    public async Task A_stop_asked_for_before_the_start_starts_nothing_and_the_code_is_0()
    {
        await using var program = RunningProgram.Scenario("Starting.StoppedBefore");

        var ended = (await program.EndAsync()).With(exitCode: 0).Told("Stopped: requested: the flag file is there. Exit code 0.").NeverTold("database up");
        Assert.Empty(ended.Errors);
    }
}
