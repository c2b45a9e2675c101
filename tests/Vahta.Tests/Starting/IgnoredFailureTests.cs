namespace Vahta.Tests.Starting;

public sealed class IgnoredFailureTests
{
    [Theory]
    [InlineData(Entry.StartAsync)]
    [InlineData(Entry.RunAsync)]
    public void D17_S5_an_ignored_failure_hinders_no_independent_branch(Entry entry) => Scenario.Explore(100, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddLifespan("cache", _ => FailsAsync(world)).IgnoreFailure();
        dispatcher.AddTask("warmer", world.Serves("warmer")).After("cache");
        dispatcher.AddLifespan("database", world.Holds("database", setup: 2));
        dispatcher.AddTask("poller", world.Serves("poller")).After("database");

        var report = await dispatcher.LiveAsync(entry);

        Assert.Equal(["database up", "poller up", "poller down", "database down"], world.Journal);
        Assert.Equal([UnitState.Failed, UnitState.Skipped, UnitState.Stopped, UnitState.Stopped], report.Units.Select(unit => unit.State));
        Assert.Equal("cache", report.Units[1].SkippedBecauseOf);
        Assert.Equal(0, report.ExitCode);
        Assert.Empty(report.Errors);
        Assert.Equal("ignored", Assert.Single(report.Units[0].Errors).Message);
        Assert.True(report.StartCompleted);
    });

    [Fact]
    public void An_ignored_failure_is_told_as_ignored() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("cache", _ => FailsAsync(world)).IgnoreFailure();
        dispatcher.AddTask("task", world.Serves("task"));

        await dispatcher.StartAsync();
        await world.QuietAsync();

        var told = Assert.Single(world.Told<UnitFailed>());
        Assert.Equal(("cache", true), (told.Unit, told.IsIgnored));
        await dispatcher.StopAsync();
    });

    [Fact]
    public void S62_what_is_skipped_for_a_need_that_failed_stays_so_when_another_need_becomes_ready() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("cache", _ => FailsAsync(world)).IgnoreFailure();
        dispatcher.AddLifespan("database", world.Holds("database", setup: 5));
        dispatcher.AddTask("warmer", world.Serves("warmer")).After("database").After("cache");

        await dispatcher.StartAsync();
        await world.QuietAsync();

        Assert.Single(world.Told<UnitSkipped>("warmer"));
        Assert.Empty(world.Told<UnitPending>("warmer"));
        await dispatcher.StopAsync();
    });

    [Theory]
    [InlineData(Dependency.Required)]
    [InlineData(Dependency.Bound)]
    public void S9_S10_those_that_require_or_are_bound_to_what_failed_are_skipped_for_its_sake_however_far(Dependency kind) =>
        Scenario.Explore(100, async world =>
        {
            var dispatcher = world.Dispatcher();
            dispatcher.AddTask("far", world.Serves("far")).After("near");
            dispatcher.AddTask("near", world.Serves("near")).After("root", kind);
            dispatcher.AddJob("root", async _ =>
            {
                await world.Delay(1);
                throw new IOException("ignored");
            }).IgnoreFailure();

            await dispatcher.StartAsync();
            await world.QuietAsync();

            Assert.Empty(world.Journal);
            Assert.Equal(UnitState.Skipped, dispatcher["near"].State);
            Assert.Equal(UnitState.Skipped, dispatcher["far"].State);
            Assert.Equal(["root", "root"], world.Told<UnitSkipped>().Select(skipped => skipped.Cause));
            await dispatcher.StopAsync();
        });

    [Fact]
    public void Those_for_which_it_was_optional_start_when_it_has_failed() => Scenario.Explore(100, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddJob("cache", async _ =>
        {
            await world.Delay(3);
            world.Note("cache fails");
            throw new IOException("ignored");
        }).IgnoreFailure();
        dispatcher.AddTask("poller", world.Serves("poller")).After("cache", Dependency.Optional);

        await dispatcher.StartAsync();

        Assert.Equal(["cache fails", "poller up"], world.Journal);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void Those_for_which_a_skipped_unit_was_optional_start() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddJob("root", _ => Task.FromException(new IOException("ignored"))).IgnoreFailure();
        dispatcher.AddTask("skipped", world.Serves("skipped")).After("root");
        dispatcher.AddTask("poller", world.Serves("poller")).After("skipped", Dependency.Optional);

        await dispatcher.StartAsync();

        Assert.Equal(["poller up"], world.Journal);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void An_unignored_failure_of_an_optional_need_still_ends_the_start() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddJob("cache", _ => Task.FromException(new IOException("counts")));
        dispatcher.AddTask("poller", world.Serves("poller")).After("cache", Dependency.Optional);

        Assert.Equal("counts", (await Thrown.By<IOException>(dispatcher.StartAsync())).Message);
        Assert.Empty(world.Journal);
    });

    [Fact]
    public void Of_two_needs_one_that_failed_is_enough_to_be_skipped_without_waiting_for_the_other() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("slow", world.Holds("slow", setup: 20));
        dispatcher.AddJob("broken", _ => Task.FromException(new IOException("ignored"))).IgnoreFailure();
        dispatcher.AddTask("both", world.Serves("both")).After("slow").After("broken");

        var starting = dispatcher.StartAsync();
        await world.Delay(1);

        Assert.Equal(UnitState.Skipped, dispatcher["both"].State);
        await starting;
        await dispatcher.StopAsync();
    });

    [Fact]
    public void An_ignored_start_that_is_too_late_hinders_nobody_either() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddLifespan("cache", world.Holds("cache", setup: 100)).StartWithin(TimeSpan.FromSeconds(2)).IgnoreFailure();
        dispatcher.AddTask("poller", world.Serves("poller"));

        await dispatcher.StartAsync();
        var report = await dispatcher.StopAsync();

        Assert.Equal(TimeSpan.FromSeconds(2), report.Starting);
        Assert.Equal(0, report.ExitCode);
        Assert.IsType<UnitTimeoutException>(Assert.Single(report.Units[0].Errors));
    });

    [Fact]
    public void An_ignored_failure_of_a_lifespans_need_takes_its_running_dependents_down_in_order() => Scenario.Explore(100, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("feed", async stopping =>
        {
            await world.Delay(5, stopping);
            throw new IOException("ignored");
        }).IgnoreFailure();
        dispatcher.AddLifespan("cache", world.Holds("cache")).After("feed");
        dispatcher.AddTask("poller", world.Serves("poller")).After("cache");
        dispatcher.AddTask("other", world.Serves("other"));

        await dispatcher.StartAsync();
        await world.Delay(10);

        Assert.Equal(["poller down", "cache down"], world.Journal.Skip(3));
        Assert.Equal([UnitState.Failed, UnitState.Skipped, UnitState.Skipped, UnitState.Running], dispatcher.Snapshot().Units.Select(unit => unit.State));
        Assert.Equal(DispatcherState.Running, dispatcher.State);
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    });

    private static async Task<int> FailsAsync(Scenario world)
    {
        await world.Delay(0.5);
        throw new IOException("ignored");
    }
}
