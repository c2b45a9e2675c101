namespace Vahta.Tests.Schedules;

/// <summary>By the wall clock, which in a simulation begins at midnight of 1 January 2026, a Thursday.</summary>
public sealed class CronTests
{
    [Theory]
    [InlineData("0 7 * * *", "01 07:00:00", "02 07:00:00", "03 07:00:00")]
    [InlineData("30 */8 * * *", "01 00:30:00", "01 08:30:00", "01 16:30:00", "02 00:30:00", "02 08:30:00", "02 16:30:00", "03 00:30:00", "03 08:30:00", "03 16:30:00")]
    [InlineData("15 0 12 * * MON-FRI", "01 12:00:15", "02 12:00:15")]
    [InlineData("@daily", "02 00:00:00", "03 00:00:00", "04 00:00:00")]
    public void M1_it_runs_exactly_when_the_expression_says(string expression, params string[] expected) => Scenario.Explore(5, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddSchedule("report", Schedule.Cron(expression), NotesDate(world));
        await dispatcher.StartAsync();

        await world.Simulation.AdvanceAsync(TimeSpan.FromDays(3));

        Assert.Equal(expected, world.Journal);
        await dispatcher.StopAsync();
        Assert.Equal(0, world.Simulation.Timers);
    });

    [Fact]
    public void A_yearly_one_is_waited_for_longer_than_any_timer_could() => Scenario.Run(async world =>
    {
        world.Simulation.Limit = TimeSpan.FromDays(400);
        var dispatcher = world.Dispatcher();
        dispatcher.AddSchedule("report", Schedule.Cron("@yearly"), NotesDate(world));
        dispatcher.AddSchedule("long", Schedule.Every(TimeSpan.FromDays(60)), NotesDate(world, "long "));
        await dispatcher.StartAsync();

        await world.Simulation.AdvanceAsync(TimeSpan.FromDays(366));

        Assert.Equal("01 00:00:00", Assert.Single(world.Journal, noted => !noted.StartsWith("long", StringComparison.Ordinal)));
        Assert.Equal(6, world.Journal.Count(noted => noted.StartsWith("long", StringComparison.Ordinal)));
        await dispatcher.StopAsync();
    });

    [Theory]
    [InlineData(-1)]
    [InlineData(-2.9)]
    public void A_clock_set_back_runs_nothing_a_second_time(double hours) => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddSchedule("hourly", Schedule.Cron("0 * * * *"), NotesDate(world));
        await dispatcher.StartAsync();
        await world.Simulation.AdvanceAsync(TimeSpan.FromHours(4.5));

        world.Simulation.JumpClock(TimeSpan.FromHours(hours));
        await world.Simulation.AdvanceAsync(TimeSpan.FromHours(4));

        Assert.Equal(world.Journal.Distinct(), world.Journal);
        Assert.Equal(["01 04:00:00", "01 05:00:00"], world.Journal.SkipWhile(noted => noted != "01 04:00:00").Take(2));
        await dispatcher.StopAsync();
    });

    [Fact]
    public void A_clock_set_back_by_years_was_wrong_before_and_the_schedule_goes_on_from_there() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddSchedule("hourly", Schedule.Cron("0 * * * *"), NotesDate(world));
        world.Simulation.JumpClock(TimeSpan.FromDays(3653));
        await dispatcher.StartAsync();
        await world.Simulation.AdvanceAsync(TimeSpan.FromHours(1.5));

        world.Simulation.JumpClock(TimeSpan.FromDays(-3653));
        await world.Simulation.AdvanceAsync(TimeSpan.FromHours(2));

        Assert.Equal(3, world.Journal.Count);
        await dispatcher.StopAsync();
    });

    [Theory]
    [InlineData(Missed.RunOnce, "01 06:20:30")]
    [InlineData(Missed.Skip)]
    [InlineData(Missed.RunAll, "01 06:20:30", "01 06:20:30", "01 06:20:30", "01 06:20:30", "01 06:20:30", "01 06:20:30")]
    public void What_a_clock_set_forward_jumped_over_was_missed(Missed policy, params string[] expected) => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddSchedule("hourly", Schedule.Cron("0 * * * *") with { Missed = policy }, NotesDate(world));
        await dispatcher.StartAsync();
        await world.Simulation.AdvanceAsync(TimeSpan.FromMinutes(20));

        world.Simulation.JumpClock(TimeSpan.FromHours(6));
        await world.Simulation.AdvanceAsync(TimeSpan.FromMinutes(50));

        // Noticed within 30 s; then the timetable goes on as the clock says.
        Assert.Equal([.. expected, "01 07:00:00"], world.Journal);
        var missed = Assert.Single(world.Told<UnitOccurrencesMissed>("hourly"));
        Assert.Equal((6, new DateTimeOffset(2026, 1, 1, 1, 0, 0, TimeSpan.Zero), policy), (missed.Count, missed.First, missed.Then));
        await dispatcher.StopAsync();
    });

    [Fact]
    public void A_clock_that_is_corrected_by_seconds_misses_nothing() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddSchedule("hourly", Schedule.Cron("0 * * * *") with { Missed = Missed.Skip }, NotesDate(world));
        await dispatcher.StartAsync();
        await world.Simulation.AdvanceAsync(TimeSpan.FromSeconds(3598));

        world.Simulation.JumpClock(TimeSpan.FromSeconds(5));
        await world.Simulation.AdvanceAsync(TimeSpan.FromMinutes(5));

        Assert.Single(world.Journal);
        Assert.Empty(world.Told<UnitOccurrencesMissed>());
        await dispatcher.StopAsync();
    });

    [Fact]
    public void Without_a_zone_it_is_the_local_one_of_the_time_provider() => Scenario.Run(async world =>
    {
        var time = new Zoned(world.Time, TimeZoneInfo.CreateCustomTimeZone("there", TimeSpan.FromHours(5.5), "there", "there"));
        var dispatcher = world.Dispatcher(options => options.TimeProvider = time);

        var report = dispatcher.AddSchedule("report", Schedule.Cron("0 7 * * *"), NotesDate(world));
        await dispatcher.StartAsync();

        Assert.Equal(new DateTimeOffset(2026, 1, 1, 7, 0, 0, TimeSpan.FromHours(5.5)), report.NextRun);
        Assert.Equal(TimeSpan.FromHours(5.5), report.NextRun!.Value.Offset);
        await dispatcher.StopAsync();
    });

    private static Func<CancellationToken, Task> NotesDate(Scenario world, string prefix = "") => _ =>
    {
        world.Note(prefix + world.Time.GetUtcNow().ToString("dd HH:mm:ss"));
        return Task.CompletedTask;
    };

    private sealed class Zoned(TimeProvider inner, TimeZoneInfo zone) : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => zone;

        public override long TimestampFrequency => inner.TimestampFrequency;

        public override long GetTimestamp() => inner.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => inner.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => inner.CreateTimer(callback, state, dueTime, period);
    }
}
