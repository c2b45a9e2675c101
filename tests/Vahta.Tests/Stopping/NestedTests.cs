namespace Vahta.Tests.Stopping;

public sealed class NestedTests
{
    [Fact]
    public void S44_a_unit_of_a_dispatcher_inside_a_unit_may_stop_the_outer_one_and_does_not_wait_for_itself() => Scenario.Explore(50, async world =>
    {
        var outer = world.Dispatcher();
        outer.AddTask("host", async stopping =>
        {
            var inner = new Dispatcher(world.Options);
            inner.AddTask("inner", async innerStopping =>
            {
                await outer.StopAsync();
                world.Note("accepted");
                await innerStopping;
            });
            await inner.StartAsync(CancellationToken.None);
            await stopping;
            await inner.StopAsync();
            world.Note("inner down");
        });
        await outer.StartAsync();

        var report = await outer.StopAsync();

        Assert.Equal(0, report.ExitCode);
        Assert.Equal(["accepted", "inner down"], world.Journal);
    });

    [Fact]
    public void S44_a_unit_that_stops_itself_once_the_end_is_announced_does_not_wait_for_itself() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.OnStopping(ct => world.Delay(1));
        dispatcher.AddTask("unit", async (unit, stopping) =>
        {
            await unit.Ending;
            await dispatcher.StopAsync(dispatcher["unit"]);
            world.Note("accepted");
        });
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();

        Assert.Equal(0, report.ExitCode);
        Assert.Equal(["accepted"], world.Journal);
    });
}
