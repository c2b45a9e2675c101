namespace Vahta.Tests.Schedules;

public sealed class ScheduleWordsTests
{
    [Theory]
    [InlineData("0 7 * *", "'0 7 * *' is no cron expression: ")]
    [InlineData("61 7 * * *", "'61 7 * * *' is no cron expression: ")]
    [InlineData("", "'' is no cron expression: ")]
    [InlineData("@nightly", "'@nightly' is no cron expression: ")]
    [InlineData("0 0 30 2 *", "The cron expression '0 0 30 2 *' never comes: there is no such day.")]
    [InlineData("H 7 * * *", "The cron expression 'H 7 * * *' leaves a field to chance (H)")]
    public void A_wrong_expression_is_refused_at_once_with_what_is_wrong_and_the_way_out(string expression, string message)
    {
        var thrown = Assert.Throws<ArgumentException>(() => Schedule.Cron(expression));

        Assert.StartsWith(message, thrown.Message, StringComparison.Ordinal);
        Assert.Equal("expression", thrown.ParamName);
    }

    [Fact]
    public void The_message_names_the_way_out() =>
        Assert.Contains("Give five fields (minute, hour, day of month, month, day of week), six with seconds in front, or a macro such as @daily.", Assert.Throws<ArgumentException>(() => Schedule.Cron("now")).Message);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(0.0000001)]
    public void An_interval_that_nothing_can_keep_is_refused(double seconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Every(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void An_endless_interval_or_jitter_and_unknown_choices_are_refused()
    {
        var every = Schedule.Every(TimeSpan.FromDays(1));

        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Every(Timeout.InfiniteTimeSpan));
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Every(TimeSpan.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => every with { Jitter = Timeout.InfiniteTimeSpan });
        Assert.Throws<ArgumentOutOfRangeException>(() => every with { Jitter = TimeSpan.FromSeconds(-2) });
        Assert.Throws<ArgumentOutOfRangeException>(() => every with { Overlap = (Overlap)7 });
        Assert.Throws<ArgumentOutOfRangeException>(() => every with { Missed = (Missed)7 });
    }

    [Fact]
    public void A_schedule_says_what_it_is_and_equals_another_that_says_the_same()
    {
        Assert.Equal("every 1.5 s", Schedule.Every(TimeSpan.FromSeconds(1.5)).ToString());
        Assert.Equal("0 7 * * * (local time)", Schedule.Cron("0 7 * * *").ToString());
        Assert.Equal("@daily (UTC)", Schedule.Cron("@daily", TimeZoneInfo.Utc).ToString());
        Assert.Equal(Schedule.Cron("0 7 * * *") with { RunOnStart = true }, Schedule.Cron("0 7 * * *") with { RunOnStart = true });
        Assert.NotEqual(Schedule.Cron("0 7 * * *"), Schedule.Cron("0 8 * * *"));
    }

    [Fact]
    public void A_schedule_never_completes_so_it_cannot_be_essential() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddSchedule("tick", Schedule.Every(TimeSpan.FromSeconds(1)), world.EndsAfter(0)).Essential();

        var thrown = await Thrown.By<DispatcherConfigurationException>(dispatcher.StartAsync());

        Assert.StartsWith("Unit 'tick' is a schedule and never completes, so it cannot be essential.", Assert.Single(thrown.Mistakes));
    });
}
