namespace Vahta.Tests.Pools;

public sealed class IdlePoolTests
{
    [Theory]
    [InlineData(false, 6)]
    [InlineData(true, 2)]
    public void G2_a_pool_shrinks_the_graces_of_those_that_stop_before_it_only_while_it_holds_items(bool hasItem, int seconds) => Scenario.Run(0, async world =>
    {
        var dispatcher = world.Dispatcher(options => options.StopBudget = TimeSpan.FromSeconds(10));
        var mails = dispatcher.AddPool<int>("mails", (_, token) => world.Fires(token));
        dispatcher.AddTask("late", async (unit, _) =>
        {
            await world.Fires(unit.Aborting);
            world.Note($"aborted after {world.Now.TotalSeconds:0} s");
        }).After(mails).StopWithin(TimeSpan.FromSeconds(6));
        await dispatcher.StartAsync();
        if (hasItem)
        {
            await mails.PostAsync(1);
        }

        await dispatcher.StopAsync();

        Assert.Equal([$"aborted after {seconds} s"], world.Journal);
    });
}
