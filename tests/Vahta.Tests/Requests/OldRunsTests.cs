namespace Vahta.Tests.Requests;

public sealed class OldRunsTests
{
    [Fact]
    public void G6_what_an_old_run_says_does_not_count_for_the_new_one() => Scenario.Explore(50, async world =>
    {
        UnitContext? first = null;
        var dispatcher = world.Dispatcher();
        var unit = dispatcher.AddTask("unit", async (context, stopping) =>
        {
            if (context.Run == 1)
            {
                first = context;
                await stopping;
                return;
            }

            first!.Ready();
            first.Status("said by the old run");
            await world.Delay(1, stopping);
            context.Ready();
            await stopping;
        }).NotifiesReady();
        var other = dispatcher.AddTask("other", world.Serves("other"));
        var starting = dispatcher.StartAsync();
        await world.Delay(1);
        await dispatcher.StopAsync(unit);
        await starting;

        var again = dispatcher.StartAsync(unit);
        await world.Delay(0.5);

        Assert.Equal(UnitState.Starting, unit.State);
        Assert.Null(dispatcher.Snapshot().Units[0].Status);
        await again;
        Assert.Equal(UnitState.Running, unit.State);
        await dispatcher.StopAsync();
    });
}
