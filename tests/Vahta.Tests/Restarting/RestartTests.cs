namespace Vahta.Tests.Restarting;

public sealed class RestartTests
{
    [Fact]
    public void H3_only_the_one_that_died_restarts() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var database = dispatcher.AddLifespan("database", world.Holds("database"));
        var poller = dispatcher.AddTask("poller", world.Dies("poller", times: 1)).After(database).Restarts(Restarts.OnFailure);
        var other = dispatcher.AddTask("other", world.Serves("other")).After(database);
        await dispatcher.StartAsync();

        await world.Delay(5);

        Assert.Equal(UnitState.Running, poller.State);
        var report = await dispatcher.StopAsync();
        Assert.Equal((1, 2, 1), (report.Of("database").Runs, report.Of("poller").Runs, report.Of("other").Runs));
        Assert.Equal((0, 0), (report.ExitCode, report.Errors.Count));
        Assert.IsType<IOException>(Assert.Single(report.Of("poller").Errors));
        await world.QuietAsync();
        LegalSequences.Check(world.Events);
    });

    [Fact]
    public void H7_delays_double_and_are_the_first_again_after_a_healthy_time() => Scenario.Explore(10, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("poller", async (unit, stopping) =>
        {
            await world.Delay(unit.Run == 4 ? 30 : 1, stopping);
            throw new IOException($"{unit.Run}");
        }).Restarts(Restarts.OnFailure);
        await dispatcher.StartAsync();

        await world.Delay(35.5);

        Assert.Equal([100, 200, 400, 100, 200], world.Told<UnitRestarting>().Select(restart => restart.Delay.TotalMilliseconds));
        Assert.Equal([1, 2, 3, 1, 2], world.Told<UnitRestarting>().Select(restart => restart.Attempt));
        await dispatcher.StopAsync();
    });

    [Fact]
    public void H6_S17_beyond_the_limit_the_dispatcher_fails_with_the_last_exception_and_that_reason() => Scenario.Explore(20, async world =>
    {
        var thrown = new List<IOException>();
        var dispatcher = world.Application();
        dispatcher.AddTask("poller", async (unit, stopping) =>
        {
            await world.Delay(1, stopping);
            thrown.Add(new($"{unit.Run}"));
            throw thrown[^1];
        }).Restarts(Restarts.OnFailure with { MaxRestarts = 3 });

        var report = await dispatcher.RunAsync();

        Assert.Equal((4, 1, StopCause.UnitFailed, "poller"), (thrown.Count, report.ExitCode, report.Reason.Cause, report.Reason.Unit));
        Assert.Same(thrown[3], report.Reason.Exception);
        Assert.Same(thrown[3], Assert.Single(report.Errors));
        Assert.Equal(3, Assert.Single(world.Told<UnitFailed>()).GaveUpAfter);
    });

    [Fact]
    public void H9_S27_a_stop_during_the_delay_wins_and_nothing_starts_any_more() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var poller = dispatcher.AddTask("poller", world.Dies("poller", times: 100)).Restarts(Restarts.OnFailure with { Delay = TimeSpan.FromSeconds(10) });
        await dispatcher.StartAsync();
        await world.Delay(2);
        Assert.Equal(UnitState.Restarting, poller.State);

        var report = await dispatcher.StopAsync();

        Assert.Equal((UnitState.Stopped, 1, 0), (poller.State, report.Of("poller").Runs, report.ExitCode));
        Assert.Equal(0, world.Simulation.Timers);
    });

    [Fact]
    public void A_unit_that_dies_before_it_was_ever_ready_ends_the_start_whatever_its_policy() => Scenario.Explore(10, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan<int>("database", _ => Task.FromException<int>(new IOException("refused"))).Restarts(Restarts.OnFailure);

        await Thrown.By<IOException>(dispatcher.StartAsync());
    });

    [Fact]
    public void AlsoAtStart_it_is_tried_again_and_the_start_waits_for_it() => Scenario.Explore(10, async world =>
    {
        var dispatcher = world.Dispatcher();
        var tries = 0;
        var database = dispatcher.AddLifespan<int>("database", _ => ++tries < 3 ? Task.FromException<int>(new IOException("refused")) : Task.FromResult(tries))
            .Restarts(Restarts.OnFailure with { AlsoAtStart = true });
        dispatcher.AddTask("poller", world.Serves("poller")).After(database);

        await dispatcher.StartAsync();

        Assert.Equal((3, TimeSpan.FromMilliseconds(300)), (database.Value, world.Now));
        await dispatcher.StopAsync();
    });

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    public void S30_bound_dependents_go_down_and_come_back_required_ones_run_on(double delay) => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var connection = dispatcher.AddTask("connection", world.Dies("connection", times: 1)).Restarts(Restarts.OnFailure with { Delay = TimeSpan.FromSeconds(delay) });
        dispatcher.AddTask("bound", world.Serves("bound")).After(connection, Dependency.Bound);
        dispatcher.AddTask("required", world.Serves("required")).After(connection, Dependency.Required);
        dispatcher.AddTask("optional", world.Serves("optional")).After(connection, Dependency.Optional);
        await dispatcher.StartAsync();

        await world.Delay(4);

        var report = await dispatcher.StopAsync();
        Assert.Equal([2, 2, 1, 1], new[] { "connection", "bound", "required", "optional" }.Select(name => report.Of(name).Runs));
    });

    [Fact]
    public void H11_always_runs_again_after_an_end_without_a_failure_which_never_counts() => Scenario.Explore(10, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("poller", stopping => world.Delay(1, stopping)).Restarts(Restarts.Always with { MaxRestarts = 1 });
        await dispatcher.StartAsync();

        await world.Delay(11.05);

        var report = await dispatcher.StopAsync();
        Assert.Equal((11, 0), (report.Of("poller").Runs, report.ExitCode));
    });

    [Fact]
    public void H13_S31_silence_is_a_failure_with_the_line_and_the_unit_restarts() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("poller", async (unit, stopping) =>
        {
            for (var beat = 0; beat < 3 || unit.Run > 1; beat++)
            {
                await world.Delay(1, stopping);
                unit.Heartbeat();
            }

            await world.Fires(stopping);
        }).Watchdog(TimeSpan.FromSeconds(2)).Restarts(Restarts.OnFailure);
        await dispatcher.StartAsync();

        await world.Delay(20);

        var restart = Assert.Single(world.Told<UnitRestarting>());
        Assert.Equal(5, restart.Elapsed.TotalSeconds, 0.001);
        Assert.Contains("no heartbeat for 2 s", Assert.IsType<UnitTimeoutException>(Assert.Single(restart.Exceptions)).Message, StringComparison.Ordinal);
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    });

    [Fact]
    public void A_job_that_failed_and_then_completed_does_not_run_again() => Scenario.Explore(10, async world =>
    {
        var dispatcher = world.Application();
        var runs = 0;
        dispatcher.AddJob("migrate", _ => ++runs < 3 ? Task.FromException(new IOException("busy")) : Task.CompletedTask).Restarts(Restarts.OnFailure with { AlsoAtStart = true });

        var report = await dispatcher.RunAsync();

        Assert.Equal((3, 0, StopCause.Completed), (runs, report.ExitCode, report.Reason.Cause));
    });

    [Fact]
    public void What_a_group_brings_back_is_work_though_it_has_failed_by_itself() => Scenario.Explore(10, async world =>
    {
        var dispatcher = world.Application();
        var group = dispatcher.AddGroup("group").Restarts(Restarts.OnFailure);
        var runs = 0;
        group.AddTask("import", async stopping =>
        {
            await world.Delay(1, stopping);
            if (++runs < 3)
            {
                throw new IOException("busy");
            }
        });

        var report = await dispatcher.RunAsync();

        Assert.Equal((3, 0, StopCause.Completed), (runs, report.ExitCode, report.Reason.Cause));
    });

    [Fact]
    public void S10_what_is_bound_to_a_job_starts_once_when_that_has_completed() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var migrate = dispatcher.AddJob("migrate", world.EndsAfter(1));
        dispatcher.AddTask("poller", world.Serves("poller")).After(migrate, Dependency.Bound);
        await dispatcher.StartAsync();

        await world.Delay(5);

        Assert.Equal(1, (await dispatcher.StopAsync()).Of("poller").Runs);
    });
}
