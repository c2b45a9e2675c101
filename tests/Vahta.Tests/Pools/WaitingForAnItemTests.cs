namespace Vahta.Tests.Pools;

public sealed class WaitingForAnItemTests
{
    [Fact]
    public void L4_whoever_waits_for_an_item_gets_its_exception_and_nobody_else_is_told() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var thrown = new IOException("no disk");
        var pool = dispatcher.AddPool<int>("mail", async (item, _) =>
        {
            await world.Delay(1);
            if (item == 2)
            {
                throw thrown;
            }
        }).FailAfter(1).OnFailed((_, _, _) => throw new NotSupportedException("told twice"));
        await dispatcher.StartAsync();

        await pool.RunAsync(1);
        Assert.Equal(1, world.Now.TotalSeconds);
        Assert.Same(thrown, await Thrown.By<IOException>(pool.RunAsync(2)));

        Assert.Equal(2, world.Now.TotalSeconds);
        Assert.Empty(world.Told<UnitItemFailed>());
        Assert.Equal((0, UnitState.Stopped), ((await dispatcher.StopAsync()).ExitCode, pool.State));
    });

    [Fact]
    public void L6_cancelling_who_waits_does_not_cancel_the_item() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var pool = dispatcher.AddPool<int>("mail", async (item, token) =>
        {
            await world.Delay(2, token);
            world.Note($"{item}");
        });
        await dispatcher.StartAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1), world.Time);

        await Thrown.By<TaskCanceledException>(pool.RunAsync(1, patience.Token));
        await world.Delay(5);

        Assert.Equal(["1"], world.Journal);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void L3_whoever_waits_for_an_item_that_is_handed_back_is_let_go() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var pool = dispatcher.AddPool<int>("mail", (_, _) => world.Delay(5)).DrainWithin(TimeSpan.Zero);
        await dispatcher.StartAsync();
        pool.TryPost(1);
        var waiting = pool.RunAsync(2);
        await world.QuietAsync();

        var stopping = dispatcher.StopAsync();

        Assert.Contains("handed it back", (await Thrown.By<OperationCanceledException>(waiting)).Message, StringComparison.Ordinal);
        await stopping;
    });
}
