namespace Vahta.Tests.Starting;

public sealed class StartingAgainTests
{
    [Fact]
    public void K2_a_failed_setup_leaves_nothing_behind_and_can_be_tried_again() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("other", world.Serves("other"));
        var flaky = dispatcher.AddLifespan("flaky", async (unit, stopping) =>
        {
            await world.Delay(1, stopping);
            world.Note($"flaky run {unit.Run}");
            return unit.Run > 1 ? unit.Run : throw new IOException("first");
        }).IgnoreFailure();
        dispatcher.AddTask("user", world.Serves("user")).After(flaky);
        await dispatcher.StartAsync();
        Assert.Equal(UnitState.Failed, flaky.State);
        Assert.False(flaky.TryGetValue(out _));

        await dispatcher.StartAsync(flaky);
        await world.Delay(1);

        Assert.Equal(2, flaky.Value);
        Assert.Equal(UnitState.Running, dispatcher["user"].State);
        Assert.Equal(["other up", "flaky run 1", "flaky run 2", "user up"], world.Journal);
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    });

    [Fact]
    public void K3_stopping_what_was_never_set_up_calls_nothing() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        var waiting = dispatcher.AddLifespan("waiting", world.Holds("waiting")).After("slow");
        dispatcher.AddLifespan("slow", world.Holds("slow", setup: 5));
        var starting = dispatcher.StartAsync();
        await world.Delay(1);

        await dispatcher.StopAsync(waiting);
        Assert.Equal(UnitState.Stopped, waiting.State);
        await dispatcher.StopAsync(waiting);
        await starting;

        Assert.Equal(["slow up"], world.Journal);
        Assert.Equal(TimeSpan.FromSeconds(5), world.Now);
        await dispatcher.StopAsync();
        Assert.Equal(["slow up", "slow down"], world.Journal);
    });

    [Fact]
    public void K4_set_up_and_torn_down_twice_over_counts_two_of_each_in_order() => Scenario.Explore(100, async world =>
    {
        var dispatcher = world.Dispatcher();
        var bottom = dispatcher.AddLifespan("bottom", world.Holds("bottom", setup: 1, teardown: 1));
        dispatcher.AddLifespan("top", world.Holds("top", setup: 1, teardown: 1)).After(bottom);
        await dispatcher.StartAsync();

        await dispatcher.StopAsync(bottom);
        Assert.Equal(["bottom up", "top up", "top down", "bottom down"], world.Journal);
        await dispatcher.StartAsync(bottom);
        await world.Delay(2);
        var report = await dispatcher.StopAsync();

        string[] once = ["bottom up", "top up", "top down", "bottom down"];
        Assert.Equal([.. once, .. once], world.Journal);
        Assert.All(report.Units, unit => Assert.Equal(2, unit.Runs));
    });

    [Fact]
    public void K5_synchronous_and_asynchronous_resources_mix() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("sync", _ => Task.FromResult(new Sync(world)));
        dispatcher.AddLifespan("async", world.Holds("async", setup: 1, teardown: 1)).After("sync");
        dispatcher.AddLifespan("pair", _ => Task.CompletedTask, _ =>
        {
            world.Note("pair down");
            return Task.CompletedTask;
        }).After("async");

        await dispatcher.LiveAsync(Entry.StartAsync);

        Assert.Equal(["async up", "pair down", "async down", "sync down"], world.Journal);
    });

    [Fact]
    public void K6_a_part_of_the_graph_is_stopped_alone() => Scenario.Explore(100, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("base", world.Holds("base"));
        var part = dispatcher.AddLifespan("part", world.Holds("part", teardown: 1)).After("base");
        dispatcher.AddTask("on-part", world.Serves("on-part")).After(part);
        dispatcher.AddTask("beside", world.Serves("beside")).After("base");
        await dispatcher.StartAsync();

        await dispatcher.StopAsync(part);

        Assert.Equal(["on-part down", "part down"], world.Journal.Skip(4));
        Assert.Equal(
            [UnitState.Running, UnitState.Stopped, UnitState.Pending, UnitState.Running],
            dispatcher.Snapshot().Units.Select(unit => unit.State));
        await dispatcher.StopAsync();
    });

    [Fact]
    public void A_unit_whose_need_was_stopped_by_request_is_not_started_before_that_need() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        var database = dispatcher.AddLifespan("database", world.Holds("database"));
        var poller = dispatcher.AddTask("poller", world.Serves("poller")).After(database);
        await dispatcher.StartAsync();
        await dispatcher.StopAsync(database);

        var thrown = await Thrown.By<InvalidOperationException>(dispatcher.StartAsync(poller));

        Assert.Contains("'poller' cannot be started: 'database', which it needs, was stopped by request", thrown.Message);
        Assert.Contains("Start 'database' first", thrown.Message);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void Starting_what_is_running_or_starting_is_waiting_for_it_to_be_ready() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        await dispatcher.StartAsync();
        var added = dispatcher.AddLifespan("added", world.Holds("added", setup: 3));

        await Task.WhenAll(dispatcher.StartAsync(added), dispatcher.StartAsync(added));
        Assert.Equal(TimeSpan.FromSeconds(3), world.Now);
        await dispatcher.StartAsync(added);

        Assert.Equal(["added up"], world.Journal);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void Starting_a_skipped_unit_whose_need_is_still_down_says_whose_fault_it_is() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddJob("root", _ => Task.FromException(new IOException("ignored"))).IgnoreFailure();
        dispatcher.AddTask("near", world.Serves("near")).After("root");
        dispatcher.AddTask("far", world.Serves("far")).After("near");
        await dispatcher.StartAsync();

        foreach (var name in (string[])["near", "far"])
        {
            var thrown = await Thrown.By<InvalidOperationException>(dispatcher.StartAsync(dispatcher[name]));

            Assert.Contains($"'{name}'", thrown.Message);
            Assert.Contains("'root' is Failed", thrown.Message);
            Assert.Equal(UnitState.Skipped, dispatcher[name].State);
        }

        await dispatcher.StopAsync();
    });

    [Fact]
    public void A_completed_job_runs_again_when_it_is_started_again() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        var job = dispatcher.AddJob("job", (unit, _) =>
        {
            world.Note($"run {unit.Run}");
            return Task.CompletedTask;
        });
        await dispatcher.StartAsync();

        await dispatcher.StartAsync(job);

        Assert.Equal(["run 1", "run 2"], world.Journal);
        Assert.Equal(UnitState.Completed, job.State);
        await dispatcher.StopAsync();
    });

    private sealed class Sync(Scenario world) : IDisposable
    {
        public void Dispose() => world.Note("sync down");
    }
}
