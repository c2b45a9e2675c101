namespace Vahta.ProcessTests.Racing;

public sealed class RacingTests
{
    [Fact]
    public async Task S4_S27_S43_G6_on_real_threads_every_promise_is_kept_whoever_stops_and_starts_what_and_when()
    {
        await using var program = RunningProgram.Scenario("Racing.Lives", "500", $"{Random.Shared.Next(1_000_000)}");

        (await program.EndAsync()).With(exitCode: 0).Told("500 lives kept every promise");
    }
}
