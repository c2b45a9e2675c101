namespace Vahta.Tests.Starting;

public sealed class StartingTwiceTests
{
    [Fact]
    public void S8_a_dispatcher_that_was_started_is_not_started_again() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddLifespan("resource", world.Holds("resource", setup: 1));

        var starting = dispatcher.StartAsync();
        await AssertRefused(dispatcher, "Starting");
        await starting;
        await AssertRefused(dispatcher, "Running");
        await dispatcher.StopAsync();
        await AssertRefused(dispatcher, "Stopped");

        Assert.Equal(["resource up", "resource down"], world.Journal);
    });

    [Fact]
    public void A_refused_second_run_does_not_disturb_the_first() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddTask("task", world.Serves("task"));
        var running = dispatcher.RunAsync();
        await world.Delay(1);

        await Thrown.By<InvalidOperationException>(dispatcher.RunAsync());
        await world.Delay(1);

        Assert.Equal(DispatcherState.Running, dispatcher.State);
        dispatcher.RequestStop();
        Assert.Equal(0, (await running).ExitCode);
    });

    [Fact]
    public void D18_S8_another_dispatcher_runs_after_the_first_has_stopped_or_beside_it() => Scenario.Explore(50, async world =>
    {
        for (var round = 1; round <= 3; round++)
        {
            var again = Define($"round-{round}");
            var beside = Define($"beside-{round}");
            var reports = await Task.WhenAll(again.LiveAsync(Entry.RunAsync), beside.LiveAsync(Entry.StartAsync));
            Assert.All(reports, report => Assert.Equal(0, report.ExitCode));
        }

        Assert.Equal(12, world.Journal.Count);

        Dispatcher Define(string name)
        {
            var dispatcher = world.Application();
            dispatcher.AddLifespan(name, world.Holds(name, setup: 1, teardown: 1));
            return dispatcher;
        }
    });

    [Fact]
    public void D19_a_unit_cannot_run_another_dispatcher_as_the_owner_of_the_process() => Scenario.Explore(20, async world =>
    {
        var inner = world.Application();
        inner.AddTask("inner", world.Serves("inner"));
        var dispatcher = world.Dispatcher();
        dispatcher.AddJob("outer", (CancellationToken _) => inner.RunAsync());

        var thrown = await Thrown.By<InvalidOperationException>(dispatcher.StartAsync());

        Assert.Contains("inside unit 'outer'", thrown.Message);
        Assert.Contains("call StartAsync", thrown.Message);
        Assert.Equal(DispatcherState.Idle, inner.State);
        Assert.Empty(world.Journal);
    });

    [Fact]
    public void D19_a_unit_cannot_start_its_own_dispatcher() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddJob("starter", (unit, _) => unit.Dispatcher.StartAsync());

        var thrown = await Thrown.By<InvalidOperationException>(dispatcher.StartAsync());

        Assert.Contains("runs only once", thrown.Message);
        Assert.Contains("define it again", thrown.Message);
    });

    [Fact]
    public void A_unit_may_embed_another_dispatcher() => Scenario.Explore(50, async world =>
    {
        var inner = world.Dispatcher();
        inner.AddLifespan("inner", world.Holds("inner"));
        var dispatcher = world.Application();
        dispatcher.AddLifespan("outer", inner.StartAsync, _ => inner.StopAsync());

        var report = await dispatcher.LiveAsync(Entry.RunAsync);

        Assert.Equal(["inner up", "inner down"], world.Journal);
        Assert.Equal(0, report.ExitCode);
        Assert.Equal(DispatcherState.Stopped, inner.State);
    });

    private static async Task AssertRefused(Dispatcher dispatcher, string state)
    {
        foreach (var start in (Func<Task>[])[() => dispatcher.StartAsync(), () => dispatcher.RunAsync()])
        {
            var thrown = await Thrown.By<InvalidOperationException>(start());
            Assert.Contains($"The dispatcher is {state}, and runs only once", thrown.Message);
            Assert.Contains("define it again", thrown.Message);
        }
    }
}
