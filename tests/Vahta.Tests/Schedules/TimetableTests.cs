using Vahta.Schedules;

namespace Vahta.Tests.Schedules;

/// <summary>What a timetable decides, by tables.</summary>
public sealed class TimetableTests
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Schedule s_every10s = Schedule.Every(TimeSpan.FromSeconds(10));

    [Theory]
    [InlineData(9.9, Missed.RunOnce, "", 0)]
    [InlineData(10, Missed.RunOnce, "10", 0)]
    [InlineData(19.9, Missed.RunOnce, "10", 0)]
    [InlineData(35, Missed.RunOnce, "30", 2)]
    [InlineData(35, Missed.Skip, "30", 2)]
    [InlineData(35, Missed.RunAll, "10 20 30", 2)]
    public void Of_several_that_are_due_all_but_the_last_were_missed(double now, Missed policy, string runs, int missed)
    {
        var look = Table(s_every10s with { Missed = policy }).LookAt(At(now));

        Assert.Equal((runs, missed), (Text(look), look.Missed));
    }

    [Theory]
    [InlineData(3660, Missed.RunOnce, "3600", 0)]
    [InlineData(3661, Missed.RunOnce, "3600", 1)]
    [InlineData(3661, Missed.Skip, "", 1)]
    [InlineData(3661, Missed.RunAll, "3600", 1)]
    [InlineData(7200, Missed.Skip, "7200", 1)]
    public void One_that_is_more_than_a_minute_late_was_missed(double now, Missed policy, string runs, int missed)
    {
        var look = Table(Schedule.Every(TimeSpan.FromHours(1)) with { Missed = policy }).LookAt(At(now));

        Assert.Equal((runs, missed), (Text(look), look.Missed));
    }

    [Fact]
    public void After_a_late_look_the_grid_is_as_it_was()
    {
        var table = Table(s_every10s);

        table.LookAt(At(35.5));

        Assert.Equal(At(40), table.Due);
    }

    // A device without a battery begins in 1970 and learns the time later.
    [Theory]
    [InlineData("* * * * * *")]
    [InlineData("* * * * *")]
    public void A_clock_set_forward_by_decades_costs_nothing(string expression)
    {
        var table = Table(Schedule.Cron(expression, TimeZoneInfo.Utc));

        var look = table.LookAt(s_start.AddYears(50));

        Assert.Equal((1, Timetable.MostCounted), (look.Runs.Count, look.Missed));
        Assert.InRange(table.Due!.Value, s_start.AddYears(50), s_start.AddYears(50).AddMinutes(1));
    }

    [Theory]
    [InlineData("0 7 * * *", 30)]
    [InlineData("0 0 1 1 *", 30)]
    public void A_cron_is_looked_at_again_soon_since_no_timer_tells_that_the_clock_was_set(string expression, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Table(Schedule.Cron(expression)).Wait(s_start));

    [Theory]
    [InlineData(3, 3)]
    [InlineData(365, 20)]
    public void A_long_interval_is_waited_for_in_pieces_that_timers_take(double days, double piece) =>
        Assert.Equal(TimeSpan.FromDays(piece), Table(Schedule.Every(TimeSpan.FromDays(days))).Wait(s_start));

    [Theory]
    [InlineData(1, "02:00 next day")]
    [InlineData(2.9, "02:00 next day")]
    [InlineData(3.1, "02:00")]
    public void A_clock_set_back_runs_nothing_again_unless_it_was_quite_wrong(double hours, string next)
    {
        var table = Table(Schedule.Cron("0 2 * * *", TimeZoneInfo.Utc));
        table.LookAt(s_start.AddHours(2));

        table.LookAt(s_start.AddHours(2 - hours));

        Assert.Equal(next == "02:00" ? (hours < 2 ? s_start.AddDays(1) : s_start).AddHours(2) : s_start.AddDays(1).AddHours(2), table.Due);
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(0.5, 12)]
    [InlineData(0.999, 13.996)]
    public void Jitter_delays_by_what_is_drawn(double drawn, double due) =>
        Assert.Equal(At(due), new Timetable(s_every10s with { Jitter = TimeSpan.FromSeconds(4) }, TimeZoneInfo.Utc, s_start, () => drawn).Due);

    [Fact]
    public void Jitter_never_delays_beyond_the_next_one()
    {
        var random = new Random(1);
        var table = new Timetable(s_every10s with { Jitter = TimeSpan.FromHours(1) }, TimeZoneInfo.Utc, s_start, () => random.NextDouble());
        for (var number = 1; number < 1000; number++)
        {
            Assert.InRange(table.Due!.Value, At(number * 10), At((number + 1) * 10));
            Assert.Equal((1, 0), (table.LookAt(table.Due.Value) is var look ? look.Runs.Count : 0, look.Missed));
        }
    }

    private static Timetable Table(Schedule schedule) => new(schedule, TimeZoneInfo.Utc, s_start, () => 0);

    private static DateTimeOffset At(double seconds) => s_start.AddSeconds(seconds);

    // The seconds at which runs were planned.
    private static string Text(Look look) => string.Join(' ', look.Runs.Select(planned => $"{(planned - s_start).TotalSeconds:0}"));
}
