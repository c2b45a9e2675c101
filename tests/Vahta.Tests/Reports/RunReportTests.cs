namespace Vahta.Tests.Reports;

public sealed class RunReportTests
{
    [Fact]
    public void S63_waiting_is_told_apart_from_a_units_own_time_for_start_and_stop() => Scenario.Explore(20, async world =>
    {
        var report = await Diamond(world);

        Assert.Equal((0, 1, 1, 4), Times(report.Of("top"), unit => (unit.WaitedToStart, unit.Starting, unit.Stopping, unit.WaitedToStop)));
        Assert.Equal((1, 2, 3, 1), Times(report.Of("left"), unit => (unit.WaitedToStart, unit.Starting, unit.Stopping, unit.WaitedToStop)));
        Assert.Equal((1, 5, 1, 1), Times(report.Of("right"), unit => (unit.WaitedToStart, unit.Starting, unit.Stopping, unit.WaitedToStop)));
        Assert.Equal((6, 1, 1, 0), Times(report.Of("bottom"), unit => (unit.WaitedToStart, unit.Starting, unit.Stopping, unit.WaitedToStop)));
        Assert.Equal((7, 10, 5), (report.Starting.TotalSeconds, report.Running.TotalSeconds, report.Stopping.TotalSeconds));
        Assert.True(report.StartCompleted);

        static (double, double, double, double) Times(UnitReport unit, Func<UnitReport, (TimeSpan, TimeSpan, TimeSpan, TimeSpan)> of) =>
            of(unit) is var (a, b, c, d) ? (a.TotalSeconds, b.TotalSeconds, c.TotalSeconds, d.TotalSeconds) : default;
    });

    [Fact]
    public void S63_the_critical_chains_of_a_diamond_go_by_its_slower_sides() => Scenario.Explore(20, async world =>
    {
        var report = await Diamond(world);

        Assert.Equal(["top", "right", "bottom"], report.StartCriticalChain);
        Assert.Equal(["bottom", "left", "top"], report.StopCriticalChain);
    });

    [Fact]
    public void S63_the_report_prints_as_a_table_the_slowest_first() => Scenario.Run(async world =>
    {
        var report = await Diamond(world);

        Assert.Equal(
            """
            Stopped: requested: enough. Exit code 0.
            Start 7 s, critical chain top -> right -> bottom
            Run   10 s
            Stop  5 s, critical chain bottom -> left -> top
            unit    kind      state    waited to start  starting  waited to stop  stopping  note
            right   lifespan  Stopped  1 s              5 s       1 s             1 s
            left    lifespan  Stopped  1 s              2 s       1 s             3 s
            top     lifespan  Stopped  0 ms             1 s       4 s             1 s
            bottom  lifespan  Stopped  6 s              1 s       0 ms            1 s
            """,
            report.ToString());
    });

    [Fact]
    public void S63_the_table_tells_what_went_wrong() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        var feed = dispatcher.AddTask("feed", world.FailsAfter(1, new IOException("gone")));
        var job = dispatcher.AddJob("job", (unit, stopping) =>
        {
            unit.Status("row 7");
            return world.Delay(60, stopping);
        });
        dispatcher.AddTask("leaf", world.Serves("leaf")).After(feed).After(job);
        await Thrown.By<IOException>(dispatcher.StartAsync());

        var report = await dispatcher.StopAsync();

        Assert.Equal(
            """
            Stopped: the start failed at unit 'feed' (IOException). Exit code 3.
            Start 1 s (not completed), critical chain feed
            Run   0 ms
            Stop  0 ms, critical chain job
            unit  kind  state    waited to start  starting  waited to stop  stopping  note
            job   job   Stopped  0 ms             1 s       0 ms            0 ms      last said: row 7
            feed  task  Failed   0 ms             0 ms      0 ms            0 ms      IOException
            leaf  task  Skipped  0 ms             0 ms      0 ms            0 ms      because of feed
            Error: unit 'feed': IOException: gone
            """,
            report.ToString());
    });

    [Fact]
    public void S63_a_unit_restarted_later_is_no_part_of_how_long_the_start_took() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("slow", world.Holds("slow", setup: 5));
        var quick = dispatcher.AddLifespan("quick", world.Holds("quick", setup: 1));
        await dispatcher.StartAsync();
        await world.Delay(10);
        await dispatcher.StopAsync(quick);
        await dispatcher.StartAsync(quick);

        var report = await dispatcher.StopAsync();

        Assert.Equal(["slow"], report.StartCriticalChain);
    });

    [Fact]
    public void S63_a_unit_stopped_before_is_no_part_of_how_long_the_stop_took() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        var database = dispatcher.AddLifespan("database", world.Holds("database", teardown: 1));
        var poller = dispatcher.AddTask("poller", world.StopsIn("poller", 5)).After(database);
        await dispatcher.StartAsync();
        await dispatcher.StopAsync(poller);
        await world.Delay(10);

        var report = await dispatcher.StopAsync();

        Assert.Equal(["database"], report.StopCriticalChain);
    });

    [Fact]
    public void A6_a_single_failure_is_thrown_as_it_is_and_several_as_an_aggregate_in_their_order()
    {
        var (a, b) = (new IOException("a"), new InvalidOperationException("b"));
        var reason = new StopReason();

        new RunReport { Reason = reason }.ThrowIfFailed();
        Assert.Same(a, Assert.Throws<IOException>(new RunReport { Reason = reason, Errors = [a] }.ThrowIfFailed));
        Assert.Equal([a, b], Assert.Throws<AggregateException>(new RunReport { Reason = reason, Errors = [a, b] }.ThrowIfFailed).InnerExceptions);
    }

    [Fact]
    public void I20_a_skipped_unit_names_the_unit_at_the_root_of_it() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var feed = dispatcher.AddTask("feed", _ => throw new IOException()).IgnoreFailure();
        var middle = dispatcher.AddTask("middle", world.Serves("middle")).After(feed);
        dispatcher.AddTask("leaf", world.Serves("leaf")).After(middle);
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();

        Assert.Equal(("feed", "feed", null), (report.Of("leaf").SkippedBecauseOf, report.Of("middle").SkippedBecauseOf, report.Of("feed").SkippedBecauseOf));
        Assert.Equal((0, 0, 1), (report.Of("leaf").Runs, report.Of("middle").Runs, report.Of("feed").Runs));
    });

    // top <- left, right <- bottom: the start goes by the right side, the stop by the left.
    private static async Task<RunReport> Diamond(Scenario world)
    {
        var dispatcher = world.Dispatcher();
        var top = dispatcher.AddLifespan("top", world.Holds("top", setup: 1, teardown: 1));
        var left = dispatcher.AddLifespan("left", world.Holds("left", setup: 2, teardown: 3)).After(top);
        var right = dispatcher.AddLifespan("right", world.Holds("right", setup: 5, teardown: 1)).After(top);
        dispatcher.AddLifespan("bottom", world.Holds("bottom", setup: 1, teardown: 1)).After(left).After(right);
        await dispatcher.StartAsync();
        await world.Delay(10);
        dispatcher.RequestStop("enough");
        var report = await dispatcher.StopAsync();
        return report with { LaterReasons = [] };
    }
}
