using Microsoft.Extensions.Time.Testing;

namespace Vahta.Tests.Schedules;

public sealed class MissedTests
{
    [Theory]
    [InlineData(Missed.RunOnce, "10", "45", "50")]
    [InlineData(Missed.Skip, "10", "45", "50")]
    [InlineData(Missed.RunAll, "10", "45", "45", "45", "50")]
    public void What_was_due_while_the_unit_was_down_was_missed(Missed policy, params string[] expected) => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        var tick = dispatcher.AddSchedule("tick", Schedule.Every(TimeSpan.FromSeconds(10)) with { Missed = policy }, NotesTime(world));
        await dispatcher.StartAsync();
        await world.Delay(15);
        await dispatcher.StopAsync(tick);
        Assert.Null(tick.NextRun);
        await world.Delay(30);

        await dispatcher.StartAsync(tick);
        await world.Simulation.AdvanceAsync(TimeSpan.FromSeconds(6));

        Assert.Equal(expected, world.Journal);
        Assert.Equal(2, Assert.Single(world.Told<UnitOccurrencesMissed>()).Count);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void One_that_makes_up_for_missed_ones_is_the_one_on_start_too() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        var tick = dispatcher.AddSchedule("tick", Schedule.Every(TimeSpan.FromSeconds(10)) with { RunOnStart = true }, NotesTime(world));
        await dispatcher.StartAsync();
        await world.Delay(5);
        await dispatcher.StopAsync(tick);
        await dispatcher.StartAsync(tick);
        await world.Delay(1);
        await dispatcher.StopAsync(tick);
        await world.Delay(24);
        await dispatcher.StartAsync(tick);
        await world.Simulation.AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(["0", "5", "30"], world.Journal);
        await dispatcher.StopAsync();
    });

    // A process that was frozen wakes with several due at once.
    [Theory]
    [InlineData(Missed.RunOnce, 1)]
    [InlineData(Missed.Skip, 1)]
    [InlineData(Missed.RunAll, 6)]
    public async Task What_was_due_while_the_process_was_frozen_was_missed(Missed policy, int expected)
    {
        var count = 0;
        var time = new FakeTimeProvider();
        await using var dispatcher = new Dispatcher(new() { TimeProvider = time });
        var seen = new TaskCompletionSource();
        dispatcher.AddSchedule("tick", Schedule.Every(TimeSpan.FromSeconds(10)) with { Missed = policy }, _ =>
        {
            if (Interlocked.Increment(ref count) == expected)
            {
                seen.SetResult();
            }

            return Task.CompletedTask;
        });
        await using var events = dispatcher.Subscribe();
        await dispatcher.StartAsync();

        // The clock is far ahead when the timer is first heard.
        time.AutoAdvanceAmount = TimeSpan.Zero;
        time.SetUtcNow(time.Start + TimeSpan.FromSeconds(62));
        await seen.Task.WaitAsync(TimeSpan.FromSeconds(20));

        var missed = await events.OfType<UnitOccurrencesMissed>().FirstAsync();
        Assert.Equal((5, expected), (missed.Count, count));
    }

    [Fact]
    public void Missed_ones_that_all_run_do_so_one_after_another_and_only_so_many() => Scenario.Run(async world =>
    {
        var (running, most, count) = (0, 0, 0);
        var dispatcher = world.Dispatcher();
        var tick = dispatcher.AddSchedule("tick", Schedule.Every(TimeSpan.FromSeconds(1)) with { Missed = Missed.RunAll }, async stopping =>
        {
            (count, most) = (count + 1, Math.Max(most, ++running));
            await world.Delay(0.001, stopping);
            running--;
        });
        await dispatcher.StartAsync();
        await dispatcher.StopAsync(tick);
        await world.Delay(500);

        await dispatcher.StartAsync(tick);
        await world.Simulation.AdvanceAsync(TimeSpan.FromSeconds(0.9));

        Assert.Equal((1, 100), (most, count));
        Assert.Equal(400, world.Told<UnitOccurrenceSkipped>().Count);
        await dispatcher.StopAsync();
    });

    private static Func<CancellationToken, Task> NotesTime(Scenario world) => _ =>
    {
        world.Note($"{Math.Floor(world.Now.TotalSeconds)}");
        return Task.CompletedTask;
    };
}
