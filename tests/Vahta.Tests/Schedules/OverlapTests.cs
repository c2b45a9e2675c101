namespace Vahta.Tests.Schedules;

public sealed class OverlapTests
{
    [Fact]
    public void M3_skip_leaves_out_what_is_due_while_one_runs_and_tells_it() => Scenario.Explore(100, async world =>
    {
        await RunFor35s(world, Overlap.Skip);

        // Each takes 25 s: those of 20 s and 30 s are left out.
        Assert.Equal(["10 begins", "35 ends"], world.Journal);
        Assert.Equal([20, 30], world.Told<UnitOccurrenceSkipped>("slow").Select(told => told.Elapsed.TotalSeconds));
        Assert.Equal([20, 30], world.Told<UnitOccurrenceSkipped>("slow").Select(told => told.Planned.TimeOfDay.TotalSeconds));
    });

    [Fact]
    public void M3_queue_runs_each_one_after_another() => Scenario.Explore(100, async world =>
    {
        await RunFor35s(world, Overlap.Queue);

        Assert.Equal(["10 begins", "35 ends", "35 begins"], world.Journal);
        Assert.Empty(world.Told<UnitOccurrenceSkipped>());
        Assert.Equal([10, 20], world.Told<UnitOccurrenceStarted>("slow").Select(told => told.Planned.TimeOfDay.TotalSeconds));
    });

    [Fact]
    public void M3_parallel_runs_them_side_by_side() => Scenario.Explore(100, async world =>
    {
        await RunFor35s(world, Overlap.Parallel);

        Assert.Equal(["10 begins", "20 begins", "30 begins", "35 ends"], world.Journal);
    });

    [Theory]
    [InlineData(Overlap.Skip)]
    [InlineData(Overlap.Queue)]
    public void M3_unless_asked_for_no_two_ever_overlap(Overlap overlap) => Scenario.Explore(200, async world =>
    {
        var (running, most) = (0, 0);
        var dispatcher = world.Dispatcher();
        var unit = dispatcher.AddSchedule("slow", Schedule.Every(TimeSpan.FromSeconds(1)) with { Overlap = overlap, RunOnStart = true }, async stopping =>
        {
            most = Math.Max(most, ++running);
            await world.Delay(1, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            running--;
        });
        await dispatcher.StartAsync();
        for (var second = 0; second < 20; second++)
        {
            await world.Delay(1);
            unit.TryRunNow();
        }

        await dispatcher.StopAsync();

        Assert.Equal((1, 0), (most, running));
    });

    [Fact]
    public void M3_a_queue_has_an_end_beyond_which_occurrences_are_left_out() => Scenario.Run(async world =>
    {
        var began = 0;
        var dispatcher = world.Dispatcher();
        dispatcher.AddSchedule("stuck", Schedule.Every(TimeSpan.FromSeconds(1)) with { Overlap = Overlap.Queue }, async stopping =>
        {
            began++;
            await world.Fires(stopping);
        });
        await dispatcher.StartAsync();

        await world.Simulation.AdvanceAsync(TimeSpan.FromSeconds(150));

        Assert.Equal((1, 49), (began, world.Told<UnitOccurrenceSkipped>("stuck").Count));
        await dispatcher.StopAsync();
        Assert.Equal(1, began);
    });

    // It used to be possible to write one that blocks its thread; on the thread pool it must not hold up the timetable.
    [Fact]
    public async Task An_occurrence_that_blocks_its_thread_delays_neither_the_unit_nor_the_timetable()
    {
        using var release = new ManualResetEventSlim();
        await using var dispatcher = new Dispatcher();
        var blocks = dispatcher.AddSchedule("blocks", Schedule.Every(TimeSpan.FromMilliseconds(20)) with { RunOnStart = true }, _ =>
        {
            release.Wait();
            return Task.CompletedTask;
        });
        await using var events = dispatcher.Subscribe();
        await dispatcher.StartAsync();

        await foreach (var happened in events)
        {
            if (happened is UnitOccurrenceSkipped)
            {
                break;
            }
        }

        Assert.False(blocks.TryRunNow());
        release.Set();
        await dispatcher.StopAsync();
    }

    private static async Task RunFor35s(Scenario world, Overlap overlap)
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddSchedule("slow", Schedule.Every(TimeSpan.FromSeconds(10)) with { Overlap = overlap }, async stopping =>
        {
            world.Note($"{world.Now.TotalSeconds} begins");
            await world.Delay(25, stopping);
            world.Note($"{world.Now.TotalSeconds} ends");
        });
        await dispatcher.StartAsync();
        await world.Simulation.AdvanceAsync(TimeSpan.FromSeconds(35));
        await dispatcher.StopAsync();
    }
}
