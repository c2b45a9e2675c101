namespace Vahta.Tests.Restarting;

public sealed class DependentsTests
{
    [Fact]
    public void S30_bounces_are_transitive_and_happen_once_for_each_death() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("connection", world.Dies("connection", times: 1)).Restarts(Restarts.OnFailure);
        dispatcher.AddTask("bound", world.Serves("bound")).After("connection", Dependency.Bound);
        dispatcher.AddTask("behind", world.Serves("behind")).After("bound", Dependency.Required);
        dispatcher.AddTask("loose", world.Serves("loose")).After("behind", Dependency.Optional);
        await dispatcher.StartAsync();

        await world.Delay(5);

        Assert.Equal(
            ["connection up", "bound up", "behind up", "loose up", "loose down", "behind down", "bound down", "connection up", "bound up", "behind up", "loose up"],
            world.Journal);
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    });

    [Fact]
    public void S30_a_crash_loop_does_not_bounce_dependents_on_each_try() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var tries = 0;
        dispatcher.AddTask("connection", world.Dies("connection", times: 1)).Restarts(Restarts.OnFailure);
        dispatcher.AddLifespan("session", async (unit, stopping) =>
        {
            await world.Delay(0.5, stopping);
            return ++tries is > 1 and < 6 ? throw new IOException($"{tries}") : tries;
        }).After("connection", Dependency.Bound).Restarts(Restarts.OnFailure);
        dispatcher.AddTask("poller", world.Serves("poller")).After("session");
        await dispatcher.StartAsync();

        await world.Delay(20);

        Assert.Equal(["poller up", "poller down", "poller up"], world.Journal.Where(static note => note.StartsWith("poller", StringComparison.Ordinal)));
        Assert.Empty(world.Told<UnitSkipped>());
        var report = await dispatcher.StopAsync();
        Assert.Equal((6, 2, 0), (report.Of("session").Runs, report.Of("poller").Runs, report.ExitCode));
    });

    [Theory]
    [InlineData(Dependency.Required, UnitState.Pending)]
    [InlineData(Dependency.Bound, UnitState.Pending)]
    [InlineData(Dependency.Optional, UnitState.Running)]
    public void S11_S30_what_waits_behind_a_need_in_back_off_is_not_skipped_and_comes_with_it(Dependency kind, UnitState meanwhile) => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("connection", world.Dies("connection", times: 1)).Restarts(Restarts.OnFailure with { Delay = TimeSpan.FromSeconds(10) });
        await dispatcher.StartAsync();
        await world.Delay(2);
        var late = dispatcher.AddTask("late", world.Serves("late")).After("connection", kind);

        var starting = dispatcher.StartAsync(late);
        await world.QuietAsync();
        Assert.Equal((meanwhile, kind == Dependency.Optional), (late.State, starting.IsCompleted));

        await starting;
        await world.Delay(20);
        Assert.Equal(["connection up", "connection up", "late up"], world.Journal.Order());
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    });

    [Theory]
    [InlineData(Dependency.Required, UnitState.Skipped)]
    [InlineData(Dependency.Bound, UnitState.Skipped)]
    [InlineData(Dependency.Optional, UnitState.Running)]
    public void S30_the_final_failure_after_restarts_takes_down_those_that_follow(Dependency kind, UnitState state) => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("connection", world.Dies("connection", times: 3)).Restarts(Restarts.OnFailure with { MaxRestarts = 2 }).IgnoreFailure();
        var dependent = dispatcher.AddTask("dependent", world.Serves("dependent")).After("connection", kind);
        await dispatcher.StartAsync();

        await world.Delay(20);
        Assert.Equal(state, dependent.State);
        Assert.Equal(kind == Dependency.Bound ? 3 : 1, dispatcher.Snapshot().Of("dependent").Run);

        await dispatcher.StartAsync("connection");
        await world.QuietAsync();
        Assert.Equal(UnitState.Running, dependent.State);
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    });

    [Theory]
    [InlineData(0.5)]
    [InlineData(5)]
    public void S30_what_ran_on_behind_a_restarting_need_goes_down_when_that_is_lost_for_good(double delay) => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("base", world.FailsAfter(2, new IOException("base"))).IgnoreFailure();
        dispatcher.AddTask("middle", world.Dies("middle", times: 1, after: 1.8)).After("base").Restarts(Restarts.OnFailure with { Delay = TimeSpan.FromSeconds(delay) });
        var top = dispatcher.AddTask("top", world.Serves("top")).After("middle");
        await dispatcher.StartAsync();

        await world.Delay(20);

        Assert.Equal((UnitState.Skipped, UnitState.Skipped), (dispatcher["middle"].State, top.State));
        Assert.Equal(["base", "base"], world.Told<UnitSkipped>().Select(static skipped => skipped.Cause));
        Assert.Equal(["middle up", "top up", "top down"], world.Journal);
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    });

    [Fact]
    public void H2_H5_an_ignored_failure_stays_down_and_the_others_go_on() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("dead", world.Dies("dead", times: 100)).Restarts(Restarts.OnFailure with { MaxRestarts = 1 }).IgnoreFailure();
        dispatcher.AddTask("other", world.Serves("other"));
        await dispatcher.StartAsync();

        await world.Delay(60);

        var report = await dispatcher.StopAsync();
        Assert.Equal((UnitState.Failed, 2, 1, 0, 0), (report.Of("dead").State, report.Of("dead").Runs, report.Of("other").Runs, report.ExitCode, report.Errors.Count));
        Assert.Equal(2, report.Of("dead").Errors.Count);
    });

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void AlsoAtStart_the_start_waits_for_the_restarted_run_whatever_its_delay(double delay) => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var job = dispatcher.AddJob("migrate", async (unit, stopping) =>
        {
            await world.Delay(1, stopping);
            _ = unit.Run < 3 ? throw new IOException($"{unit.Run}") : 0;
        }).Restarts(Restarts.OnFailure with { Delay = TimeSpan.FromSeconds(delay), AlsoAtStart = true });

        await dispatcher.StartAsync();

        Assert.Equal((UnitState.Completed, 3), (job.State, dispatcher.Snapshot().Of("migrate").Run));
        Assert.Single(world.Told<DispatcherReady>());
        await dispatcher.StopAsync();
    });
}
