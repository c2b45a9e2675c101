namespace Vahta.Tests.Stopping;

public sealed class StopDuringStartTests
{
    [Fact]
    public void S42_a_stop_at_any_moment_of_a_start_tears_down_exactly_what_was_set_up()
    {
        for (var moment = 0; moment <= 35; moment++)
        {
            var after = moment / 10.0;
            Scenario.Explore(8, async world =>
            {
                var dispatcher = world.Dispatcher(options => options.InOrder = true);
                foreach (var name in (string[])["1", "2", "3"])
                {
                    dispatcher.AddLifespan(name, world.Holds(name, setup: 1, teardown: 0.1));
                }

                var starting = dispatcher.StartAsync();
                await world.Delay(after);
                var report = await dispatcher.StopAsync();
                await starting;

                var up = world.Journal.Where(note => note.EndsWith("up", StringComparison.Ordinal)).Select(note => note[..1]).ToList();
                var down = world.Journal.Where(note => note.EndsWith("down", StringComparison.Ordinal)).Select(note => note[..1]).ToList();
                Assert.Equal(up.AsEnumerable().Reverse(), down);
                Assert.InRange(up.Count, (int)Math.Floor(after - 0.001), (int)Math.Floor(after) + 1);
                Assert.Equal(0, report.ExitCode);
                Assert.Empty(report.Errors);
                Assert.All(report.Units, unit => Assert.True(unit.State is UnitState.Stopped or UnitState.Skipped, unit.ToString()));
            });
        }
    }

    [Fact]
    public void D3_a_setup_is_cancelled_by_a_stop_and_those_before_it_are_torn_down() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher(options => options.InOrder = true);
        dispatcher.AddLifespan("1", world.Holds("1"));
        dispatcher.AddLifespan("2", world.Holds("2", setup: 10));
        dispatcher.AddLifespan("3", world.Holds("3"));
        var starting = dispatcher.StartAsync();
        await world.Delay(2);

        var report = await dispatcher.StopAsync();
        await starting;

        Assert.Equal(["1 up", "1 down"], world.Journal);
        Assert.Equal((TimeSpan.Zero, 0, false), (report.Stopping, report.ExitCode, report.StartCompleted));
        Assert.Equal((UnitState.Stopped, UnitState.Skipped), (report.Of("2").State, report.Of("3").State));
    });

    [Fact]
    public void S42_a_setup_that_becomes_ready_after_it_was_told_to_stop_is_torn_down_at_once() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var slow = dispatcher.AddLifespan("slow", _ => world.Delay(4), _ => Down());
        dispatcher.AddTask("never", world.Serves("never")).After(slow);
        var starting = dispatcher.StartAsync();
        await world.Delay(1);

        var report = await dispatcher.StopAsync();
        await starting;

        Assert.Equal(["down at 4"], world.Journal);
        Assert.Equal((0, UnitState.Stopped, UnitState.Skipped), (report.ExitCode, report.Of("slow").State, report.Of("never").State));
        Assert.Empty(world.Told<UnitReady>());

        Task Down()
        {
            world.Note($"down at {world.Now.TotalSeconds}");
            return Task.CompletedTask;
        }
    });

    [Fact]
    public void G1_an_abandoned_setup_that_ends_late_is_torn_down_at_once() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("slow", _ => world.Delay(20), _ =>
        {
            world.Note($"down at {world.Now.TotalSeconds}");
            return Task.CompletedTask;
        }).StopWithin(TimeSpan.FromSeconds(2));
        var starting = dispatcher.StartAsync();
        await world.Delay(1);

        var report = await dispatcher.StopAsync();
        await starting;
        Assert.Equal((4, UnitState.Abandoned), (report.ExitCode, report.Of("slow").State));
        Assert.Equal(TimeSpan.FromSeconds(3), report.Stopping);
        await world.Delay(30);

        Assert.Equal(["down at 20"], world.Journal);
    });

    [Fact]
    public void H19_a_setup_cut_by_a_stop_unwinds_what_it_had_acquired() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("two-step", Iterator);
        var starting = dispatcher.StartAsync();
        await world.Delay(1);

        await dispatcher.StopAsync();
        await starting;

        Assert.Equal(["acquired", "released"], world.Journal);

        async IAsyncEnumerable<int> Iterator(UnitContext unit)
        {
            try
            {
                world.Note("acquired");
                await world.Delay(5, unit.Stopping);
                yield return 1;
            }
            finally
            {
                world.Note("released");
            }
        }
    });

    [Fact]
    public void S42_a_stop_during_the_unwinding_of_a_failed_start_changes_nothing() => Scenario.Explore(30, async world =>
    {
        var thrown = new IOException("no");
        var dispatcher = world.Dispatcher();
        var database = dispatcher.AddLifespan("database", world.Holds("database", teardown: 3));
        dispatcher.AddJob("migration", _ => throw thrown).After(database);
        var starting = dispatcher.StartAsync();
        await world.Delay(1);

        var report = await dispatcher.StopAsync();

        Assert.Same(thrown, await Thrown.By<IOException>(starting));
        Assert.Equal(["database up", "database down"], world.Journal);
        Assert.Equal((3, StopCause.StartFailed), (report.ExitCode, report.Reason.Cause));
        Assert.Equal(StopCause.Requested, Assert.Single(report.LaterReasons).Cause);
        Assert.Same(thrown, Assert.Single(report.Errors));
    });

    [Fact]
    public void S42_a_task_asked_to_stop_while_starting_is_told_by_its_token_and_ends_orderly() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("slow", (unit, stopping) => world.Delay(100, stopping)).NotifiesReady();
        dispatcher.AddJob("job", stopping => world.Delay(100, stopping));
        var starting = dispatcher.StartAsync();
        await world.Delay(1);

        var report = await dispatcher.StopAsync();
        await starting;

        Assert.Equal(0, report.ExitCode);
        Assert.All(report.Units, unit => Assert.Equal(UnitState.Stopped, unit.State));
    });

    [Fact]
    public void F4_the_starts_own_token_stops_everything_and_the_start_is_cancelled() => Scenario.Explore(30, async world =>
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromSeconds(1), world.Time);
        var dispatcher = world.Dispatcher();
        var database = dispatcher.AddLifespan("database", world.Holds("database"));
        dispatcher.AddLifespan("slow", world.Holds("slow", setup: 10)).After(database);

        await Thrown.By<OperationCanceledException>(dispatcher.StartAsync(cancel.Token));

        Assert.Equal(["database up", "database down"], world.Journal);
        Assert.Equal(DispatcherState.Stopped, dispatcher.State);
    });

    [Fact]
    public void S42_each_hook_of_a_start_that_is_cut_short_is_called_once_and_ready_is_not() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher()
            .OnStarting(_ => Note("starting"))
            .OnReady(_ => Note("ready"))
            .OnStopping(_ => Note("stopping"))
            .OnStopped(_ => Note("stopped"));
        dispatcher.AddLifespan("slow", world.Holds("slow", setup: 10));
        var starting = dispatcher.StartAsync();
        await world.Delay(1);

        await dispatcher.StopAsync();
        await starting;

        Assert.Equal(["starting", "stopping", "stopped"], world.Journal);
        Assert.Empty(world.Told<DispatcherReady>());

        Task Note(string what)
        {
            world.Note(what);
            return Task.CompletedTask;
        }
    });
}
