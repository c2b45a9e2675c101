namespace Vahta.Tests.Schedules;

public sealed class FailingWhileStoppingTests
{
    [Fact]
    public void G2_an_occurrence_that_fails_as_its_schedule_stops_gives_it_no_more_time() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddSchedule("tick", Schedule.Every(TimeSpan.FromSeconds(1)) with { Overlap = Overlap.Parallel, RunOnStart = true }, async stopping =>
        {
            var hangs = world.Now == TimeSpan.Zero;
            await world.Fires(stopping);
            await world.Delay(hangs ? 100 : 2.5);
            throw new IOException("late");
        }).FailAfter(1).StopWithin(TimeSpan.FromSeconds(3));
        await dispatcher.StartAsync();
        await world.Delay(1.5);

        var report = await dispatcher.StopAsync();
        await world.Delay(200);

        Assert.Equal(4, report.Stopping.TotalSeconds, 0.01);
        Assert.Equal((UnitState.Abandoned, 4), (report.Of("tick").State, report.ExitCode));
        Assert.Single(world.Told<UnitLate>());
    });
}
