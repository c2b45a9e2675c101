namespace Vahta.ProcessTests.Listening;

public sealed class ListenerTests
{
    [Fact]
    public async Task G16_what_listeners_are_made_of_is_not_loaded_for_nobody_and_one_set_up_by_a_unit_hears_the_rest()
    {
        await using var program = RunningProgram.Scenario("Listening.FromWithin");

        (await program.EndAsync()).With(exitCode: 0)
            .Told("unheard runs, no listener can be", "heard runs, listeners can be")
            .Told("vahta.unit.starts of heard", times: 1)
            .NeverTold("vahta.unit.starts of unheard");
    }
}
