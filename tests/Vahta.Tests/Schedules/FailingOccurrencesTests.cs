using Vahta.Testing;

namespace Vahta.Tests.Schedules;

public sealed class FailingOccurrencesTests
{
    private static readonly Schedule s_everySecond = Schedule.Every(TimeSpan.FromSeconds(1));

    [Fact]
    public void G3_a_failing_occurrence_is_told_once_with_its_time_and_fails_only_itself() => Scenario.Explore(100, async world =>
    {
        var thrown = new IOException("down");
        var count = 0;
        var dispatcher = world.Dispatcher();
        dispatcher.AddSchedule("tick", s_everySecond, async _ =>
        {
            await Task.Yield();
            if (++count == 2)
            {
                throw thrown;
            }
        });
        await dispatcher.StartAsync();

        await world.Simulation.AdvanceAsync(TimeSpan.FromSeconds(5));

        Assert.Equal((5, UnitState.Running), (count, dispatcher["tick"].State));
        var told = Assert.Single(world.Told<UnitItemFailed>("tick"));
        Assert.Equal("2026-01-01 00:00:02+00:00", told.Item);
        Assert.Same(thrown, Assert.Single(told.Exceptions));
        Assert.Equal(4, world.Told<UnitOccurrenceEnded>("tick").Count);
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
        world.Simulation.Trace.AssertToldOnce();
    });

    [Fact]
    public void G3_so_many_in_a_row_are_the_units_failure_with_the_last_ones_own_exception() => Scenario.Explore(100, async world =>
    {
        var count = 0;
        var thrown = new List<IOException>();
        var dispatcher = world.Application();
        dispatcher.AddSchedule("tick", s_everySecond, _ =>
        {
            // The third succeeds, and the count begins anew.
            if (++count == 3)
            {
                return Task.CompletedTask;
            }

            thrown.Add(new($"failure {count}"));
            throw thrown[^1];
        }).FailAfter(3);

        var report = await dispatcher.RunAsync();

        Assert.Equal((6, 1, "tick"), (count, report.ExitCode, report.Reason.Unit));
        Assert.Same(thrown[^1], report.Reason.Exception);
        Assert.Equal([thrown[^1]], report.Errors);
        Assert.Equal(thrown[..^1], world.Told<UnitItemFailed>("tick").SelectMany(told => told.Exceptions));
        Assert.Equal(TimeSpan.FromSeconds(6), Assert.Single(world.Told<UnitFailed>()).Elapsed);
        world.Simulation.Trace.AssertToldOnce();
    });

    [Fact]
    public void S16_a_cancellation_that_nobody_asked_for_is_a_failure() => Scenario.Explore(20, async world =>
    {
        var thrown = new TaskCanceledException("the HTTP client timed out");
        var dispatcher = world.Application();
        dispatcher.AddSchedule("tick", s_everySecond, _ => throw thrown).FailAfter(2);

        var report = await dispatcher.RunAsync();

        Assert.Same(thrown, report.Reason.Exception);
    });

    [Fact]
    public void What_runs_beside_the_one_that_fails_the_unit_is_told_to_stop_and_awaited() => Scenario.Explore(50, async world =>
    {
        var count = 0;
        var thrown = new OperationCanceledException("foreign");
        var dispatcher = world.Application();
        dispatcher.AddSchedule("tick", s_everySecond with { Overlap = Overlap.Parallel }, async stopping =>
        {
            if (++count == 3)
            {
                throw thrown;
            }

            await world.StopsIn($"{count}", 2)(stopping);
        }).FailAfter(1);

        var report = await dispatcher.RunAsync();

        Assert.Same(thrown, report.Reason.Exception);
        Assert.Equal(3, count);
        Assert.Equal(4, world.Journal.Count(noted => noted.EndsWith("told", StringComparison.Ordinal) || noted.EndsWith("down", StringComparison.Ordinal)));
        Assert.Equal(TimeSpan.FromSeconds(5), Assert.Single(world.Told<UnitFailed>()).Elapsed);
    });

    [Fact]
    public void An_occurrence_that_returns_null_has_failed_and_says_so() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddSchedule("tick", s_everySecond, _ => null!);
        await dispatcher.StartAsync();

        await world.Simulation.AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.Contains("returned null instead of a Task", Assert.Single(Assert.Single(world.Told<UnitItemFailed>()).Exceptions).Message);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void All_failures_of_one_occurrence_are_told() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddSchedule("tick", s_everySecond, _ => Task.WhenAll(Task.FromException(new IOException("a")), Task.FromException(new IOException("b"))));
        await dispatcher.StartAsync();

        await world.Simulation.AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(["a", "b"], Assert.Single(world.Told<UnitItemFailed>()).Exceptions.Select(exception => exception.Message));
        await dispatcher.StopAsync();
    });

    [Fact]
    public void A_simulation_can_make_an_occurrence_fail() => Scenario.Run(async world =>
    {
        var thrown = new IOException("injected");
        world.Simulation.Faults.Throw("tick", FaultPoint.Run, thrown);
        var dispatcher = world.Dispatcher();
        dispatcher.AddSchedule("tick", s_everySecond, world.EndsAfter(0));
        await dispatcher.StartAsync();

        await world.Simulation.AdvanceAsync(TimeSpan.FromSeconds(3));

        Assert.Same(thrown, Assert.Single(Assert.Single(world.Told<UnitItemFailed>()).Exceptions));
        await dispatcher.StopAsync();
    });
}
