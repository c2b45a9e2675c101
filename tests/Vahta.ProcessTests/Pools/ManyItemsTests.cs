namespace Vahta.ProcessTests.Pools;

public sealed class ManyItemsTests
{
    [Fact]
    public async Task S66_a_million_spawned_items_leave_the_memory_flat_and_none_is_lost_or_run_twice()
    {
        await using var program = RunningProgram.Scenario("Spawning.Many", "1000000");

        (await program.EndAsync()).With(exitCode: 0).Told("lost 0, twice 0", "flat");
    }

    [Fact]
    public async Task I16_a_stop_in_the_middle_of_a_million_items_loses_none_that_was_accepted_and_runs_none_twice()
    {
        await using var program = RunningProgram.Scenario("Spawning.Stopped", "1000000");

        (await program.EndAsync()).With(exitCode: 0).Told("wrong 0", "cut short True");
    }
}
