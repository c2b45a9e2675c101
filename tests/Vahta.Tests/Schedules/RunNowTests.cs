namespace Vahta.Tests.Schedules;

public sealed class RunNowTests
{
    private static readonly Schedule s_daily = Schedule.Cron("0 7 * * *");

    [Fact]
    public void It_runs_at_once_beside_the_timetable_and_returns_when_the_occurrence_has_ended() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        var report = dispatcher.AddSchedule("report", s_daily, world.EndsAfter(3));
        await dispatcher.StartAsync();
        await world.Delay(10);
        var next = report.NextRun;

        await report.RunNowAsync();

        Assert.Equal((13, next), (world.Now.TotalSeconds, report.NextRun));
        var began = Assert.Single(world.Told<UnitOccurrenceStarted>());
        Assert.Equal((true, TimeSpan.FromSeconds(10)), (began.IsByRequest, began.Elapsed));
        await dispatcher.StopAsync();
    });

    [Fact]
    public void It_is_refused_while_the_schedule_is_not_running() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        var report = dispatcher.AddSchedule("report", s_daily, world.EndsAfter(0));

        var idle = await Thrown.By<InvalidOperationException>(report.RunNowAsync());
        await dispatcher.StartAsync();
        await dispatcher.StopAsync(report);
        var stopped = await Thrown.By<InvalidOperationException>(report.RunNowAsync());

        Assert.Equal("Schedule 'report' is Pending and runs nothing. Ask it while it is running.", idle.Message);
        Assert.Equal("Schedule 'report' is Stopped and runs nothing. Ask it while it is running.", stopped.Message);
        Assert.False(report.TryRunNow());
        await dispatcher.StopAsync();
        Assert.Empty(world.Told<UnitOccurrenceStarted>());
    });

    [Fact]
    public void M3_it_obeys_the_overlap() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        var skip = dispatcher.AddSchedule("skip", s_daily, world.EndsAfter(5));
        var queue = dispatcher.AddSchedule("queue", s_daily with { Overlap = Overlap.Queue }, world.EndsAfter(5));
        var parallel = dispatcher.AddSchedule("parallel", s_daily with { Overlap = Overlap.Parallel }, world.EndsAfter(5));
        await dispatcher.StartAsync();

        Assert.True(skip.TryRunNow());
        Assert.False(skip.TryRunNow());
        var refused = await Thrown.By<InvalidOperationException>(skip.RunNowAsync());
        Assert.Equal("Schedule 'skip' is running an occurrence, and its overlap is Skip. Wait for its end, or give the schedule Overlap.Queue.", refused.Message);
        await Task.WhenAll(parallel.RunNowAsync(), parallel.RunNowAsync());
        Assert.Equal(5, world.Now.TotalSeconds);
        await Task.WhenAll(queue.RunNowAsync(), queue.RunNowAsync());
        Assert.Equal(15, world.Now.TotalSeconds);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void Its_caller_gets_the_occurrences_own_exception() => Scenario.Explore(20, async world =>
    {
        var thrown = new IOException("no paper");
        var dispatcher = world.Dispatcher();
        var report = dispatcher.AddSchedule("report", s_daily, world.FailsAfter(1, thrown));
        await dispatcher.StartAsync();

        Assert.Same(thrown, await Thrown.By<IOException>(report.RunNowAsync()));

        await world.QuietAsync();
        Assert.Single(world.Told<UnitItemFailed>());
        await dispatcher.StopAsync();
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_that_still_waits_when_the_stop_comes_never_begins_and_its_caller_is_told(bool hasUser) => Scenario.Explore(100, async world =>
    {
        var dispatcher = world.Dispatcher();
        var report = dispatcher.AddSchedule("report", s_daily with { Overlap = Overlap.Queue }, world.StopsIn("report", 1));
        if (hasUser)
        {
            dispatcher.AddTask("user", world.StopsIn("user", 1)).After(report);
        }

        await dispatcher.StartAsync();
        var first = report.RunNowAsync();
        var second = report.RunNowAsync();
        await world.Delay(1);

        var stopping = dispatcher.StopAsync();

        await first;
        Assert.Equal("Schedule 'report' stopped before the occurrence that was asked for had begun.", (await Thrown.By<OperationCanceledException>(second)).Message);
        await stopping;
        Assert.Single(world.Journal, noted => noted == "report up");
    });

    [Fact]
    public void From_inside_an_occurrence_it_returns_when_accepted() => Scenario.Explore(20, async world =>
    {
        var count = 0;
        ScheduledUnit? report = null;
        var dispatcher = world.Dispatcher();
        report = dispatcher.AddSchedule("report", s_daily with { Overlap = Overlap.Queue }, async _ =>
        {
            if (++count < 5)
            {
                await report!.RunNowAsync();
            }
        });
        await dispatcher.StartAsync();

        await report.RunNowAsync();
        await world.QuietAsync();

        Assert.Equal(5, count);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void Its_token_ends_the_waiting_only() => Scenario.Run(async world =>
    {
        using var impatient = new CancellationTokenSource();
        var dispatcher = world.Dispatcher();
        var report = dispatcher.AddSchedule("report", s_daily, world.EndsAfter(5));
        await dispatcher.StartAsync();
        var asked = report.RunNowAsync(impatient.Token);
        await world.Delay(1);

        impatient.Cancel();

        await Thrown.By<TaskCanceledException>(asked);
        await world.Delay(5);
        Assert.Equal(TimeSpan.FromSeconds(5), Assert.Single(world.Told<UnitOccurrenceEnded>()).Took);
        await dispatcher.StopAsync();
    });

    // An occurrence must not run in the context of whoever asked for it.
    [Fact]
    public void It_runs_under_the_units_context_not_the_callers() => Scenario.Run(async world =>
    {
        var local = new AsyncLocal<string?>();
        string? seen = "never ran";
        var dispatcher = world.Dispatcher();
        var report = dispatcher.AddSchedule("report", s_daily, _ =>
        {
            seen = local.Value;
            return Task.CompletedTask;
        });
        local.Value = "start";
        await dispatcher.StartAsync();
        local.Value = "caller";

        await report.RunNowAsync();

        Assert.Equal("start", seen);
        await dispatcher.StopAsync();
    });
}
