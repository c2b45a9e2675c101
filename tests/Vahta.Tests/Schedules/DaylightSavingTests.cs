namespace Vahta.Tests.Schedules;

/// <summary>Both nights of the year, in a zone with Berlin's rules, which needs no data of the machine's.</summary>
public sealed class DaylightSavingTests
{
    private static readonly TimeZoneInfo s_berlin = Berlin();

    // 29 March 2026: 02:00 becomes 03:00. 25 October 2026: 03:00 becomes 02:00.
    [Theory]
    [InlineData("in spring, a time that does not exist runs at once after it", "30 2 * * *", "2026-03-28", "28 02:30 +1", "29 03:00 +2", "30 02:30 +2")]
    [InlineData("in spring, an interval goes on", "*/30 1-3 * * *", "2026-03-29", "29 01:00 +1", "29 01:30 +1", "29 03:00 +2", "29 03:30 +2")]
    [InlineData("in autumn, a time that comes twice runs once", "30 2 * * *", "2026-10-24", "24 02:30 +2", "25 02:30 +2", "26 02:30 +1")]
    [InlineData("in autumn, an interval runs in both hours", "*/30 1-3 * * *", "2026-10-25", "25 01:00 +2", "25 01:30 +2", "25 02:00 +2", "25 02:30 +2", "25 02:00 +1", "25 02:30 +1", "25 03:00 +1", "25 03:30 +1")]
    public void It_runs_as_people_expect(string what, string expression, string from, params string[] expected) => Scenario.Explore(3, async world =>
    {
        var start = DateTimeOffset.Parse($"{from}T00:00:00{(from.Contains("-03-", StringComparison.Ordinal) ? "+01:00" : "+02:00")}");
        world.Simulation.JumpClock(start - world.Time.GetUtcNow());
        var dispatcher = world.Dispatcher();
        dispatcher.AddSchedule("report", Schedule.Cron(expression, s_berlin), _ =>
        {
            world.Note(Text(TimeZoneInfo.ConvertTime(world.Time.GetUtcNow(), s_berlin)));
            return Task.CompletedTask;
        });
        await dispatcher.StartAsync();

        await world.Simulation.AdvanceAsync(TimeSpan.FromHours(expression[0] == '*' ? 20 : 60));

        Assert.True(expected.SequenceEqual(world.Journal), $"{what}: {string.Join(", ", world.Journal)}");
        Assert.Equal(expected, world.Told<UnitOccurrenceStarted>().Select(told => Text(told.Planned)));
        Assert.Empty(world.Told<UnitOccurrencesMissed>());
        await dispatcher.StopAsync();
    });

    [Fact]
    public void The_zone_made_here_is_the_real_one()
    {
        Assert.SkipUnless(TimeZoneInfo.TryFindSystemTimeZoneById("Europe/Berlin", out var real), "This machine has no time zones.");

        for (var hour = DateTimeOffset.Parse("2026-01-01T00:00:00Z"); hour.Year == 2026; hour = hour.AddHours(1))
        {
            Assert.Equal(real!.GetUtcOffset(hour), s_berlin.GetUtcOffset(hour));
        }
    }

    private static string Text(DateTimeOffset time) => $"{time:dd HH:mm} +{time.Offset.Hours}";

    private static TimeZoneInfo Berlin()
    {
        var spring = TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new(1, 1, 1, 2, 0, 0), 3, 5, DayOfWeek.Sunday);
        var autumn = TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new(1, 1, 1, 3, 0, 0), 10, 5, DayOfWeek.Sunday);
        var rule = TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(DateTime.MinValue.Date, DateTime.MaxValue.Date, TimeSpan.FromHours(1), spring, autumn);
        return TimeZoneInfo.CreateCustomTimeZone("Berlin", TimeSpan.FromHours(1), "Berlin", "winter", "summer", [rule]);
    }
}
