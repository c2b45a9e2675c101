namespace Vahta.Tests.Schedules;

public sealed class NextRunTests
{
    [Fact]
    public void The_next_run_is_seen_on_the_handle_in_the_snapshot_and_in_its_text() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        var report = dispatcher.AddSchedule("report", Schedule.Cron("0 7 * * *"), world.EndsAfter(0));
        dispatcher.AddSchedule("tick", Schedule.Every(TimeSpan.FromSeconds(1.5)), world.EndsAfter(0));
        dispatcher.AddTask("task", world.Serves("task"));
        Assert.Null(report.NextRun);
        await dispatcher.StartAsync();
        await world.Delay(3);
        await world.Simulation.WaitUntilQuietAsync();

        var seven = new DateTimeOffset(2026, 1, 1, 7, 0, 0, TimeSpan.Zero);
        Assert.Equal(seven, report.NextRun);
        Assert.Equal(seven, dispatcher.Snapshot().Of("report").NextRun);
        Assert.Null(dispatcher.Snapshot().Of("task").NextRun);
        Assert.Contains("report Running for 3 s, next run 2026-01-01 07:00:00+00:00", dispatcher.Snapshot().ToString());
        Assert.Contains("tick Running for 3 s, next run 2026-01-01 00:00:04.5+00:00", dispatcher.Snapshot().ToString());
        await dispatcher.StopAsync();
        Assert.Null(report.NextRun);
    });

    [Fact]
    public void Jitter_is_in_it_and_a_simulation_repeats_it()
    {
        var lives = new[] { 1, 1, 2 }.Select(Delays).ToList();

        Assert.Equal(lives[0], lives[1]);
        Assert.NotEqual(lives[0], lives[2]);
    }

    private static List<double> Delays(int seed)
    {
        List<double> delays = [];
        Scenario.Run(seed, async world =>
        {
            var began = new List<DateTimeOffset>();
            var seen = new List<DateTimeOffset?>();
            var dispatcher = world.Dispatcher();
            var tick = dispatcher.AddSchedule("tick", Schedule.Every(TimeSpan.FromSeconds(10)) with { Jitter = TimeSpan.FromSeconds(5) }, _ =>
            {
                began.Add(world.Time.GetUtcNow());
                return Task.CompletedTask;
            });
            await dispatcher.StartAsync();
            for (var times = 1; times <= 20; times++)
            {
                await world.Simulation.WaitUntilQuietAsync();
                seen.Add(tick.NextRun);
                await world.Simulation.AdvanceAsync(TimeSpan.FromSeconds(10 * times) + TimeSpan.FromSeconds(5) - world.Now);
            }

            Assert.Equal(20, began.Count);
            delays = began.Select((date, index) => (date - new DateTimeOffset(2026, 1, 1, 0, 0, 10 * (index + 1) % 60, TimeSpan.Zero).AddMinutes((10 * (index + 1)) / 60)).TotalSeconds).ToList();
            Assert.All(delays, delay => Assert.InRange(delay, 0, 5.001));
            Assert.InRange(delays.Average(), 1, 4);
            Assert.All(began.Zip(seen), pair => Assert.InRange((pair.First - pair.Second!.Value).TotalSeconds, 0, 0.001));
            await dispatcher.StopAsync();
        });
        return delays;
    }
}
