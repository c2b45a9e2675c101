using Vahta.Testing;

namespace Vahta.Tests.Schedules;

public sealed class EveryTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(0.999, 0)]
    [InlineData(1, 1)]
    [InlineData(59.5, 59)]
    [InlineData(60, 60)]
    public void M1_the_number_of_occurrences_is_exact(double seconds, int expected) => Scenario.Explore(20, async world =>
    {
        var count = 0;
        var dispatcher = world.Dispatcher();
        dispatcher.AddSchedule("tick", Schedule.Every(s_second), _ => Task.FromResult(++count));
        await dispatcher.StartAsync();

        await world.Simulation.AdvanceAsync(TimeSpan.FromSeconds(seconds));

        Assert.Equal(expected, count);
        var report = await dispatcher.StopAsync();
        await world.Delay(100);
        Assert.Equal((expected, TimeSpan.Zero, UnitState.Stopped), (count, report.Stopping, dispatcher["tick"].State));
        Assert.Equal(0, world.Simulation.Timers);
    });

    [Fact]
    public void M1_no_occurrence_begins_after_the_announcement_however_close_it_is() => Scenario.Explore(400, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddSchedule("tick", Schedule.Every(s_second), Note);
        dispatcher.AddTask("slow", world.StopsIn("slow", 5)).After("tick");
        await dispatcher.StartAsync();

        await world.Delay(3);
        dispatcher.RequestStop();
        world.Note("announced");
        await dispatcher.StopAsync();

        Assert.DoesNotContain("tick", world.Journal.SkipWhile(noted => noted != "announced"));
        Assert.InRange(world.Journal.Count(noted => noted == "tick"), 2, 3);
        var events = world.Events.ToList();
        Assert.DoesNotContain(events.SkipWhile(happened => happened is not StopAnnounced), happened => happened is UnitOccurrenceStarted);

        Task Note(CancellationToken stopping)
        {
            world.Note("tick");
            return Task.CompletedTask;
        }
    });

    [Fact]
    public void M2_however_long_occurrences_take_they_do_not_drift() => Scenario.Run(async world =>
    {
        var random = new Random(7);
        var began = new List<TimeSpan>();
        var dispatcher = world.Dispatcher();
        dispatcher.AddSchedule("tick", Schedule.Every(s_second), async stopping =>
        {
            began.Add(world.Now);
            await world.Delay(random.NextDouble() * 0.99, stopping);
        });
        await dispatcher.StartAsync();

        await world.Simulation.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.Equal(Enumerable.Range(1, 3600).Select(second => TimeSpan.FromSeconds(second)), began);
        await dispatcher.StopAsync();
    });

    [Theory]
    [InlineData(+36)]
    [InlineData(-36)]
    public void Setting_the_clock_changes_nothing(int hours) => Scenario.Explore(20, async world =>
    {
        var count = 0;
        var dispatcher = world.Dispatcher();
        var tick = dispatcher.AddSchedule("tick", Schedule.Every(TimeSpan.FromMinutes(1)), _ => Task.FromResult(++count));
        await dispatcher.StartAsync();
        await world.Simulation.AdvanceAsync(TimeSpan.FromMinutes(10));

        world.Simulation.JumpClock(TimeSpan.FromHours(hours));
        await world.Simulation.AdvanceAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(20, count);
        Assert.Empty(world.Told<UnitOccurrencesMissed>());
        await dispatcher.StopAsync();
    });

    [Theory]
    [InlineData(false, new[] { 10, 20 })]
    [InlineData(true, new[] { 0, 10, 20 })]
    public void Run_on_start_adds_one_at_the_start_and_moves_no_other(bool runOnStart, int[] expected) => Scenario.Explore(20, async world =>
    {
        var began = new List<int>();
        var dispatcher = world.Dispatcher();
        dispatcher.AddSchedule("tick", Schedule.Every(TimeSpan.FromSeconds(10)) with { RunOnStart = runOnStart }, _ =>
        {
            began.Add((int)world.Now.TotalSeconds);
            return Task.CompletedTask;
        });
        await dispatcher.StartAsync();

        await world.Simulation.AdvanceAsync(TimeSpan.FromSeconds(25));

        Assert.Equal(expected, began);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void It_keeps_the_application_running_and_starts_after_what_it_needs() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Application();
        var database = dispatcher.AddLifespan("database", world.Holds("database", setup: 2));
        dispatcher.AddSchedule("report", Schedule.Every(TimeSpan.FromSeconds(10)), _ =>
        {
            world.Note($"report from {database.Value} at {world.Now.TotalSeconds}");
            return Task.CompletedTask;
        }).After(database);
        var running = dispatcher.RunAsync();
        await world.Simulation.AdvanceAsync(TimeSpan.FromSeconds(23));
        Assert.Equal(["database up", "report from database at 12", "report from database at 22"], world.Journal);

        dispatcher.RequestStop();
        var report = await running;

        Assert.Equal(0, report.ExitCode);
        Assert.Equal("database down", world.Journal[^1]);
        world.Simulation.Trace.AssertPaired();
    });
}
