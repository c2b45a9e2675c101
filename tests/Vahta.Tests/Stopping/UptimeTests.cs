namespace Vahta.Tests.Stopping;

/// <summary>A dispatcher that runs for so long and no longer.</summary>
public sealed class UptimeTests
{
    [Fact]
    public void J18_a_dispatcher_stops_in_order_when_it_has_been_up_for_as_long_as_it_may() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Application(static options => (options.MaxUptime, options.MaxUptimeJitter) = (TimeSpan.FromHours(6), 0));
        var database = dispatcher.AddLifespan("database", world.Holds("database"));
        dispatcher.AddTask("worker", world.Serves("worker")).After(database);

        var report = await dispatcher.RunAsync();

        Assert.Equal((0, StopCause.Requested, "requested: it has been up for 6 h 0 min, which is its MaxUptime"), (report.ExitCode, report.Reason.Cause, report.Reason.ToString()));
        Assert.Equal(["database up", "database down"], world.Journal.Where(static line => line.StartsWith("database", StringComparison.Ordinal)));
        Assert.Equal(TimeSpan.FromHours(6), world.Now);
    });

    [Fact]
    public void J18_not_all_of_a_fleet_end_at_once()
    {
        var ends = new HashSet<TimeSpan>();
        Scenario.Explore(30, async world =>
        {
            var dispatcher = world.Application(static options => options.MaxUptime = TimeSpan.FromHours(10));
            dispatcher.AddTask("worker", world.Serves("worker"));

            await dispatcher.RunAsync();

            Assert.InRange(world.Now.TotalHours, 9, 10);
            ends.Add(world.Now);
        });

        Assert.True(ends.Count > 10);
    }

    [Fact]
    public void J18_a_start_that_takes_longer_is_cut_short_in_order() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Application(static options => (options.MaxUptime, options.MaxUptimeJitter) = (TimeSpan.FromSeconds(3), 0));
        dispatcher.AddJob("migrate", world.EndsAfter(10));

        var report = await dispatcher.RunAsync();

        Assert.Equal((0, false, TimeSpan.FromSeconds(3)), (report.ExitCode, report.StartCompleted, world.Now));
    });

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_time_that_is_none_is_refused(int seconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new DispatcherOptions { MaxUptime = TimeSpan.FromSeconds(seconds) });

    [Fact]
    public void A_jitter_that_is_no_part_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(static () => new DispatcherOptions { MaxUptimeJitter = 1.5 });
}
