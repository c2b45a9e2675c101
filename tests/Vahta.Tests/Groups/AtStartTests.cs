namespace Vahta.Tests.Groups;

/// <summary>Groups while the dispatcher starts.</summary>
public sealed class AtStartTests
{
    [Fact]
    public void S21_a_member_that_never_was_ready_ends_the_start_whatever_its_groups_policy() => Scenario.Explore(20, async world =>
    {
        var thrown = new IOException("refused");
        var dispatcher = world.Application();
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForAll).Restarts(Restarts.OnFailure);
        group.AddLifespan<int>("a", _ => Task.FromException<int>(thrown)).Restarts(Restarts.OnFailure);
        group.AddTask("b", world.Serves("b"));

        var report = await dispatcher.RunAsync();

        Assert.Equal((3, StopCause.StartFailed, "group/a", 1), (report.ExitCode, report.Reason.Cause, report.Reason.Unit, report.Of("group/a").Runs));
        Assert.Same(thrown, report.Reason.Exception);
    });

    [Fact]
    public void AlsoAtStart_of_a_group_tries_all_of_it_again_and_the_start_waits() => Scenario.Explore(30, async world =>
    {
        var tries = 0;
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group").Restarts(Restarts.OnFailure with { AlsoAtStart = true });
        group.AddLifespan("a", world.Holds("a"));
        var b = group.AddLifespan<int>("b", _ => ++tries < 3 ? Task.FromException<int>(new IOException("refused")) : Task.FromResult(tries)).After("a");
        dispatcher.AddTask("after", world.Serves("after")).After(group);

        await dispatcher.StartAsync();

        Assert.Equal((3, TimeSpan.FromMilliseconds(300), UnitState.Running), (b.Value, world.Now, dispatcher["after"].State));
        var report = await dispatcher.StopAsync();
        Assert.Equal((3, 1, 0), (report.Of("group/a").Runs, report.Of("after").Runs, report.ExitCode));
    });

    [Fact]
    public void S21_AlsoAtStart_of_a_group_ends_with_its_limit_and_the_start_fails() => Scenario.Explore(20, async world =>
    {
        var thrown = new List<IOException>();
        var dispatcher = world.Application();
        var group = dispatcher.AddGroup("group").Restarts(Restarts.OnFailure with { AlsoAtStart = true, MaxRestarts = 2 });
        group.AddLifespan<int>("a", _ =>
        {
            thrown.Add(new($"{thrown.Count}"));
            return Task.FromException<int>(thrown[^1]);
        });

        var report = await dispatcher.RunAsync();

        Assert.Equal((3, 3), (report.ExitCode, thrown.Count));
        Assert.Same(thrown[2], report.Reason.Exception);
    });

    [Fact]
    public void S22_a_member_that_dies_after_it_was_ready_follows_its_policy_also_during_the_start() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForAll);
        group.AddTask("a", world.Dies("a", times: 1)).Restarts(Restarts.OnFailure);
        group.AddLifespan("slow", world.Holds("slow", setup: 5));

        await dispatcher.StartAsync();

        Assert.Equal(TimeSpan.FromSeconds(6.1), world.Now);
        var report = await dispatcher.StopAsync();
        Assert.Equal((2, 2, 0), (report.Of("group/a").Runs, report.Of("group/slow").Runs, report.ExitCode));
    });

    [Fact]
    public void S5_an_ignored_failure_of_a_group_lets_the_start_go_on_without_it() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group").IgnoreFailure();
        group.AddLifespan<int>("a", async stopping =>
        {
            await world.Delay(1, stopping);
            throw new IOException("refused");
        });
        group.AddTask("b", world.Serves("b"));
        group.AddTask("c", world.Serves("c")).After("a");
        dispatcher.AddTask("required", world.Serves("required")).After(group);
        dispatcher.AddTask("other", world.Serves("other"));

        await dispatcher.StartAsync();
        await world.QuietAsync();

        Assert.Equal([UnitState.Failed, UnitState.Skipped, UnitState.Skipped, UnitState.Running],
            new[] { group, dispatcher["group/c"], dispatcher["required"], dispatcher["other"] }.Select(static unit => unit.State));
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    });

    [Fact]
    public void H9_S42_a_stop_during_the_start_of_a_group_that_is_tried_again_wins() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group").Restarts(Restarts.OnFailure with { AlsoAtStart = true, Delay = TimeSpan.FromSeconds(5) });
        group.AddLifespan("a", world.Holds("a"));
        group.AddLifespan<int>("b", _ => Task.FromException<int>(new IOException("refused"))).After("a");
        var starting = dispatcher.StartAsync();
        await world.Delay(1);

        var report = await dispatcher.StopAsync();
        await starting;

        Assert.Equal(["a up", "a down"], world.Journal);
        Assert.Equal((0, 1), (world.Simulation.Timers, report.Of("group/b").Runs));
    });
}
