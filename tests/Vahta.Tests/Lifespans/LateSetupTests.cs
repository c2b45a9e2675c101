namespace Vahta.Tests.Lifespans;

public sealed class LateSetupTests
{
    [Fact]
    public void M9_G1_a_setup_that_succeeds_after_its_time_is_torn_down_with_a_live_token_and_time_of_its_own() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("late", async _ =>
            {
                await world.Delay(2.5);
                return "late";
            },
            async (_, aborting) =>
            {
                world.Note($"closing, token dead: {aborting.IsCancellationRequested}");
                await world.Delay(3, aborting);
                world.Note("closed");
            }).StartWithin(TimeSpan.FromSeconds(2));

        await Assert.ThrowsAsync<UnitTimeoutException>(() => dispatcher.StartAsync());

        Assert.Equal(["closing, token dead: False", "closed"], world.Journal);
    });

    [Fact]
    public void G1_a_setup_that_succeeds_after_it_was_abandoned_is_torn_down_with_a_live_token() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("late", async _ =>
            {
                await world.Delay(20);
                return "late";
            },
            (_, aborting) =>
            {
                world.Note($"closing, token dead: {aborting.IsCancellationRequested}");
                return Task.CompletedTask;
            }).StartWithin(TimeSpan.FromSeconds(2));

        await Assert.ThrowsAsync<UnitTimeoutException>(() => dispatcher.StartAsync());
        await world.Delay(30);

        Assert.Equal(["closing, token dead: False"], world.Journal);
    });
}
