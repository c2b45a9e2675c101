using System.Globalization;

namespace Vahta.Tests.Stopping;

public sealed class HurryTests
{
    [Fact]
    public void E4_a_hurry_aborts_bodies_at_once_and_leaves_them_a_second() => Scenario.Explore(30, async world =>
    {
        using var hurry = new CancellationTokenSource();
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("stuck", async (unit, _) =>
        {
            await world.Fires(unit.Aborting);
            world.Note($"aborted at {world.Now.TotalSeconds}");
            await new TaskCompletionSource().Task;
        });
        await dispatcher.StartAsync();
        var stopping = dispatcher.StopAsync(hurry.Token);
        await world.Delay(3);

        hurry.Cancel();
        var report = await stopping;

        Assert.Equal(["aborted at 3"], world.Journal);
        Assert.Equal((4, TimeSpan.FromSeconds(4)), (report.ExitCode, report.Stopping));
        Assert.Contains("HurryTests.cs", report.Of("stuck").AwaitingAt, StringComparison.Ordinal);
    });

    [Fact]
    public void E4_a_hurry_reaches_bodies_whose_turn_had_not_come() => Scenario.Explore(30, async world =>
    {
        using var hurry = new CancellationTokenSource();
        var dispatcher = world.Dispatcher(options => options.InOrder = true);
        dispatcher.AddTask("second", world.Serves("second"));
        dispatcher.AddTask("first", world.NeverEnds());
        await dispatcher.StartAsync();
        var stopping = dispatcher.StopAsync(hurry.Token);
        await world.Delay(2);

        hurry.Cancel();
        await world.QuietAsync();

        Assert.Contains("second down", world.Journal);
        Assert.Equal(TimeSpan.FromSeconds(3), (await stopping).Stopping);
    });

    [Fact]
    public void G2_a_teardown_that_begins_between_the_hurry_and_its_turn_holds_the_stop_up_no_longer() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher(options => options.StopBudget = TimeSpan.Zero).OnStopping(_ => world.Delay(0.5));
        dispatcher.AddLifespan("late", Setup);
        _ = dispatcher.StartAsync();
        await world.Delay(0.8);

        var report = await dispatcher.StopAsync();

        Assert.Equal(["torn down at 1.6"], world.Journal);
        Assert.Equal((0, TimeSpan.FromSeconds(0.8)), (report.ExitCode, report.Stopping));

        async IAsyncEnumerable<string> Setup(UnitContext unit)
        {
            await world.Delay(1);
            yield return unit.Name;
            await world.Delay(0.6);
            world.Note(string.Create(CultureInfo.InvariantCulture, $"torn down at {world.Now.TotalSeconds}"));
        }
    });

    [Fact]
    public void E4_teardowns_keep_their_order_in_a_hurry_and_still_all_run_to_the_end() => Scenario.Explore(30, async world =>
    {
        using var hurry = new CancellationTokenSource();
        var dispatcher = world.Dispatcher(options => options.InOrder = true);
        dispatcher.AddLifespan("1", world.Holds("1", teardown: 0.5));
        dispatcher.AddLifespan("2", world.Holds("2", teardown: 0.5));
        dispatcher.AddLifespan("3", world.Holds("3", teardown: 0.5));
        dispatcher.AddTask("stuck", world.NeverEnds());
        await dispatcher.StartAsync();
        var stopping = dispatcher.StopAsync(hurry.Token);
        await world.Delay(2);

        hurry.Cancel();
        var report = await stopping;

        Assert.Equal(["3 down", "2 down", "1 down"], world.Journal.Skip(3));
        Assert.Equal(TimeSpan.FromSeconds(2 + 1 + 1.5), report.Stopping);
        Assert.Equal(4, report.ExitCode);
    });

    [Fact]
    public void E4_a_teardown_that_has_not_begun_gets_a_second_in_a_hurry() => Scenario.Explore(30, async world =>
    {
        using var hurry = new CancellationTokenSource();
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("hanging", _ => Task.CompletedTask, async aborting =>
        {
            await world.Fires(aborting);
            world.Note($"aborted at {world.Now.TotalSeconds:0.00}");
            await new TaskCompletionSource().Task;
        });
        await dispatcher.StartAsync();

        hurry.Cancel();
        var report = await dispatcher.StopAsync(hurry.Token);

        Assert.Equal(["aborted at 0.91"], world.Journal);
        Assert.Equal(TimeSpan.FromSeconds(1), report.Stopping, Close);
    });

    [Fact]
    public void E5_a_teardown_under_way_keeps_its_deadline_and_its_token_in_a_hurry() => Scenario.Explore(30, async world =>
    {
        using var hurry = new CancellationTokenSource();
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("slow", _ => Task.CompletedTask, async aborting =>
        {
            await world.Delay(8);
            world.Note($"aborting {aborting.IsCancellationRequested}");
        });
        await dispatcher.StartAsync();
        var stopping = dispatcher.StopAsync(hurry.Token);
        await world.Delay(1);

        hurry.Cancel();
        var report = await stopping;

        Assert.Equal(["aborting False"], world.Journal);
        Assert.Equal((0, TimeSpan.FromSeconds(8)), (report.ExitCode, report.Stopping));
    });

    [Fact]
    public void E4_a_start_that_is_under_way_is_aborted_in_a_hurry() => Scenario.Explore(30, async world =>
    {
        using var hurry = new CancellationTokenSource();
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("slow", async (unit, _) =>
        {
            await world.Delay(100, unit.Aborting);
            return 1;
        });
        var starting = dispatcher.StartAsync();
        await world.Delay(1);
        var stopping = dispatcher.StopAsync(hurry.Token);
        await world.Delay(2);

        hurry.Cancel();
        var report = await stopping;
        await starting;

        Assert.Equal((0, TimeSpan.FromSeconds(2), UnitState.Stopped), (report.ExitCode, report.Stopping, report.Of("slow").State));
    });

    [Fact]
    public void S46_I10_no_budget_at_all_is_a_hurry_in_which_teardowns_still_run() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher(options => options.StopBudget = TimeSpan.Zero);
        var database = dispatcher.AddLifespan("database", world.Holds("database", teardown: 0.5));
        dispatcher.AddTask("stuck", world.NeverEnds()).After(database);
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();
        await world.QuietAsync();

        Assert.Equal(["database up", "database down"], world.Journal);
        Assert.Equal((4, TimeSpan.FromSeconds(1.5)), (report.ExitCode, report.Stopping));
        Assert.Single(world.Told<StopHurried>());
    });

    [Fact]
    public void E4_a_hurry_asked_for_twice_is_one_hurry() => Scenario.Explore(20, async world =>
    {
        using var hurry = new CancellationTokenSource();
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("stuck", world.NeverEnds());
        await dispatcher.StartAsync();
        var stopping = dispatcher.StopAsync(hurry.Token);
        hurry.Cancel();
        await world.Delay(0.5);

        var again = dispatcher.StopAsync(hurry.Token);
        await Task.WhenAll(stopping, again);
        await world.QuietAsync();

        Assert.Equal(TimeSpan.FromSeconds(1), (await stopping).Stopping);
        Assert.Single(world.Told<StopHurried>());
    });

    [Fact]
    public void E4_hooks_of_a_hurried_stop_are_left_behind_within_a_second() => Scenario.Explore(20, async world =>
    {
        using var hurry = new CancellationTokenSource();
        var dispatcher = world.Dispatcher().OnStopping(_ => new TaskCompletionSource().Task);
        dispatcher.AddLifespan("database", world.Holds("database"));
        await dispatcher.StartAsync();

        hurry.Cancel();
        var report = await dispatcher.StopAsync(hurry.Token);

        Assert.Equal(TimeSpan.FromSeconds(1), report.Stopping);
        Assert.Contains("database down", world.Journal);
    });

    [Fact]
    public void G2_a_hurry_never_makes_a_stop_longer() => Scenario.Explore(20, async world =>
    {
        using var hurry = new CancellationTokenSource();
        var dispatcher = world.Dispatcher(options => options.StopBudget = TimeSpan.FromSeconds(1));
        dispatcher.AddTask("stuck", world.NeverEnds());
        await dispatcher.StartAsync();
        var stopping = dispatcher.StopAsync(hurry.Token);
        await world.Delay(0.8);

        hurry.Cancel();
        var report = await stopping;

        Assert.InRange(report.Stopping, TimeSpan.FromSeconds(0.8), TimeSpan.FromSeconds(0.9001));
    });

    [Fact]
    public void G2_a_hurry_gives_nobody_more_time_than_was_left_to_it() => Scenario.Explore(20, async world =>
    {
        using var hurry = new CancellationTokenSource();
        var dispatcher = world.Dispatcher(options => (options.InOrder, options.StopBudget) = (true, TimeSpan.FromSeconds(4)));
        dispatcher.AddTask("first", world.Serves("first"));
        dispatcher.AddTask("stuck", world.NeverEnds());
        await dispatcher.StartAsync();
        var stopping = dispatcher.StopAsync(hurry.Token);
        await world.Delay(1.5);

        hurry.Cancel();
        var report = await stopping;

        Assert.Equal(TimeSpan.FromSeconds(1.8), report.Stopping, Close);
    });

    private static readonly IEqualityComparer<TimeSpan> Close = EqualityComparer<TimeSpan>.Create((a, b) => (a - b).Duration() < TimeSpan.FromMicroseconds(10));
}
