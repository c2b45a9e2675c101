namespace Vahta.Tests.Starting;

public sealed class StartCutShortTests
{
    [Fact]
    public void D3_D4_a_stop_during_a_setup_cuts_it_short_tears_down_what_was_up_and_is_no_failure() => Scenario.Explore(100, async world =>
    {
        var dispatcher = world.Application();
        var first = dispatcher.AddLifespan("1", world.Holds("1"));
        var second = dispatcher.AddLifespan("2", world.Holds("2", setup: 10)).After(first);
        dispatcher.AddLifespan("3", world.Holds("3")).After(second);

        var running = dispatcher.RunAsync();
        await world.Delay(1);
        dispatcher.RequestStop("enough");
        var report = await running;

        Assert.Equal(["1 up", "1 down"], world.Journal);
        Assert.Equal(0, report.ExitCode);
        Assert.False(report.StartCompleted);
        Assert.Empty(report.Errors);
        Assert.Equal([UnitState.Stopped, UnitState.Stopped, UnitState.Skipped], report.Units.Select(unit => unit.State));
        Assert.Null(report.Units[2].SkippedBecauseOf);
        Assert.Equal("requested: enough", report.Reason.ToString());
    });

    [Fact]
    public void D3_start_returns_normally_once_everything_is_down_when_a_stop_cut_it_short() => Scenario.Explore(100, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("1", world.Holds("1", teardown: 2));
        dispatcher.AddLifespan("2", world.Holds("2", setup: 10)).After("1");

        var starting = dispatcher.StartAsync();
        await world.Delay(1);
        dispatcher.RequestStop();
        await starting;

        Assert.Equal(["1 up", "1 down"], world.Journal);
        Assert.Equal(DispatcherState.Stopped, dispatcher.State);
        Assert.Equal(TimeSpan.FromSeconds(3), world.Now);
    });

    [Fact]
    public void A_cancelled_start_takes_everything_down_and_then_says_so() => Scenario.Explore(100, async world =>
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1), world.Time);
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("1", world.Holds("1", teardown: 2));
        dispatcher.AddLifespan("2", world.Holds("2", setup: 10)).After("1");

        var thrown = await Thrown.By<OperationCanceledException>(dispatcher.StartAsync(patience.Token));

        Assert.Equal(patience.Token, thrown.CancellationToken);
        Assert.Equal(["1 up", "1 down"], world.Journal);
        Assert.Equal(DispatcherState.Stopped, dispatcher.State);
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    });

    [Fact]
    public void A_token_that_fires_after_the_start_stops_nothing() => Scenario.Explore(20, async world =>
    {
        using var patience = new CancellationTokenSource();
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("task", world.Serves("task"));
        await dispatcher.StartAsync(patience.Token);

        patience.Cancel();
        await world.Delay(5);

        Assert.Equal(DispatcherState.Running, dispatcher.State);
        await dispatcher.StopAsync();
    });

    [Theory]
    [InlineData(Entry.StartAsync)]
    [InlineData(Entry.RunAsync)]
    public void A_stop_before_the_start_is_remembered_and_nothing_starts(Entry entry) => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.OnStarting(_ => NoteAsync(world, "hook"));
        dispatcher.OnStopping(_ => NoteAsync(world, "hook"));
        dispatcher.OnStopped(_ => NoteAsync(world, "hook"));
        dispatcher.AddLifespan("1", world.Holds("1"));
        dispatcher.AddTask("2", world.Serves("2"));

        dispatcher.RequestStop("changed my mind");
        Assert.Equal(DispatcherState.Idle, dispatcher.State);
        var report = await dispatcher.LiveAsync(entry);

        Assert.Empty(world.Journal);
        Assert.Equal(0, report.ExitCode);
        Assert.Equal("requested: changed my mind", report.Reason.ToString());
        Assert.All(report.Units, unit => Assert.Equal((UnitState.Skipped, 0), (unit.State, unit.Runs)));
    });

    [Fact]
    public void A_stop_before_the_start_keeps_its_first_reason_and_exit_code() => Scenario.Run(async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddTask("task", world.Serves("task"));
        dispatcher.RequestStop("first", 7);
        dispatcher.RequestStop("second", 8);

        var report = await dispatcher.RunAsync();

        Assert.Equal(7, report.ExitCode);
        Assert.Equal("first", report.Reason.Message);
    });

    [Fact]
    public void D9_a_stop_between_the_last_unit_and_the_ready_hook_shuts_down_properly() => Scenario.Explore(100, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddLifespan("resource", world.Holds("resource"));
        dispatcher.AddTask("stopper", (unit, stopping) =>
        {
            unit.Dispatcher.RequestStop();
            return world.Serves("stopper")(stopping);
        }).After("resource");
        dispatcher.OnReady(_ => NoteAsync(world, "ready"));

        var report = await dispatcher.RunAsync();

        Assert.Equal(["resource up", "stopper up", "stopper down", "resource down"], world.Journal);
        Assert.Equal(0, report.ExitCode);
    });

    [Fact]
    public void A_stop_at_any_moment_of_a_start_pairs_every_setup_with_one_teardown()
    {
        for (var tenths = 0; tenths <= 40; tenths += 2)
        {
            var at = tenths / 10.0;
            Scenario.Explore(15, async world =>
            {
                var dispatcher = world.Application();
                dispatcher.AddLifespan("a", world.Holds("a", setup: 1, teardown: 0.3));
                dispatcher.AddLifespan("b", world.Holds("b", setup: 1, teardown: 0.3)).After("a");
                dispatcher.AddLifespan("c", _ => OpenAsync(world, "c"), (_, _) => NoteAsync(world, "c down")).After("a");
                dispatcher.AddLifespan("d", world.Holds("d", setup: 1)).After("b").After("c");

                var starting = dispatcher.StartAsync();
                await world.Delay(at);
                var report = await dispatcher.StopAsync();
                await starting;

                var up = world.Journal.Where(noted => noted.EndsWith("up", StringComparison.Ordinal)).Select(noted => noted[..1]).ToList();
                var down = world.Journal.Where(noted => noted.EndsWith("down", StringComparison.Ordinal)).Select(noted => noted[..1]).ToList();
                Assert.Equal(up.Order(), down.Order());
                Assert.Equal(up.Count, up.Distinct().Count());
                Assert.True(down.Count == 0 || down[^1] == "a");
                Assert.Equal(0, report.ExitCode);
            });
        }
    }

    private static Task NoteAsync(Scenario world, string what)
    {
        world.Note(what);
        return Task.CompletedTask;
    }

    private static async Task<int> OpenAsync(Scenario world, string name)
    {
        await world.Delay(1.5);
        world.Note($"{name} up");
        return 1;
    }
}
