using Vahta.Testing;

namespace Vahta.Tests.Pools;

public sealed class FailingItemTests
{
    [Fact]
    public void L5_J11_a_failed_item_is_told_once_to_the_handler_and_as_an_event_and_the_others_go_on() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var thrown = new IOException("2");
        var pool = dispatcher.AddPool<int>("mail", async (item, token) =>
        {
            await world.Delay(1, token);
            if (item == 2)
            {
                throw thrown;
            }

            world.Note($"{item}");
        }).OnFailed((item, exception, _) =>
        {
            Assert.Same(thrown, exception);
            world.Note($"{item} failed");
            return Task.CompletedTask;
        });
        await dispatcher.StartAsync();
        Assert.All(new[] { 1, 2, 3 }, item => Assert.True(pool.TryPost(item)));

        await world.Delay(5);

        Assert.Equal(["1", "2 failed", "3"], world.Journal);
        var told = Assert.Single(world.Told<UnitItemFailed>());
        Assert.Equal(("mail", "item 2"), (told.Unit, told.Item));
        Assert.Same(thrown, Assert.Single(told.Exceptions));
        var report = await dispatcher.StopAsync();
        Assert.Equal((0, 0, UnitState.Stopped), (report.ExitCode, report.Errors.Count, pool.State));
    });

    [Fact]
    public void An_item_is_tried_again_by_the_policy_and_told_only_after_its_last_try() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var tries = new Dictionary<int, List<double>> { [1] = [], [2] = [] };
        var pool = dispatcher.AddPool<int>("mail", async (item, _) =>
        {
            tries[item].Add(world.Now.TotalSeconds);
            await Task.Yield();
            if (item == 2 || tries[item].Count < 3)
            {
                throw new IOException($"{item}");
            }
        }, new() { Workers = 2, Retry = Restarts.OnFailure with { Delay = TimeSpan.FromSeconds(1), MaxRestarts = 3 } });
        await dispatcher.StartAsync();
        pool.TryPost(1);
        pool.TryPost(2);

        await world.Delay(30);

        Assert.Equal([0, 1, 3], tries[1]);
        Assert.Equal([0, 1, 3, 7], tries[2]);
        Assert.Equal("2", Assert.Single(world.Told<UnitItemFailed>()).Exceptions[0].Message);
        await dispatcher.StopAsync();
        Assert.Equal(0, world.Simulation.Timers);
    });

    [Fact]
    public void L7_an_item_beyond_its_time_is_cancelled_and_told_as_late() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var pool = dispatcher.AddPool<double>("mail", (seconds, token) => world.Delay(seconds, token), new() { ItemTimeout = TimeSpan.FromSeconds(2) });
        await dispatcher.StartAsync();
        pool.TryPost(1);
        pool.TryPost(100);
        pool.TryPost(1.5);

        await world.Delay(4.6);

        Assert.Equal((0, 0), (pool.Queued, pool.Active));
        var late = Assert.IsType<UnitTimeoutException>(Assert.Single(Assert.Single(world.Told<UnitItemFailed>()).Exceptions));
        Assert.StartsWith("item 2 of pool 'mail' took longer than 2 s.", late.Message, StringComparison.Ordinal);
        await dispatcher.StopAsync();
        Assert.Equal(0, world.Simulation.Timers);
    });

    [Fact]
    public void An_item_that_ignores_its_time_is_told_once_with_its_line_keeps_its_worker_and_is_not_tried_again() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var pool = dispatcher.AddPool<int>("mail", async (item, _) =>
        {
            world.Note($"{item}");
            await world.Delay(item == 1 ? 50 : 0.1);
        }, new() { ItemTimeout = TimeSpan.FromSeconds(2), Retry = Restarts.OnFailure });
        await dispatcher.StartAsync();
        pool.TryPost(1);
        pool.TryPost(2);

        await world.Delay(10);
        Assert.Equal(["1"], world.Journal);
        Assert.Equal(1, pool.Active);
        var told = Assert.Single(world.Told<UnitItemFailed>());
        Assert.Contains("FailingItemTests.cs:", Assert.IsType<UnitTimeoutException>(told.Exceptions[0]).AwaitingAt, StringComparison.Ordinal);
        Assert.Equal(3, told.Elapsed.TotalSeconds, 0.01);
        await world.Delay(50);

        Assert.Equal(["1", "2"], world.Journal);
        Assert.Single(world.Told<UnitItemFailed>());
        await dispatcher.StopAsync();
    });

    [Fact]
    public void FailAfter_so_many_in_a_row_the_pool_itself_has_failed_with_the_last_one() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Application();
        var left = new List<int>();
        var pool = dispatcher.AddPool<int>("mail", async (item, _) =>
        {
            await world.Delay(1);
            if (item is not 3)
            {
                throw new IOException($"{item}");
            }
        }).FailAfter(3).OnLeftOver((items, _) =>
        {
            left.AddRange(items);
            return Task.CompletedTask;
        });
        dispatcher.AddTask("poster", async stopping =>
        {
            foreach (var item in Enumerable.Range(1, 8))
            {
                await pool.PostAsync(item, stopping);
            }

            await world.Fires(stopping);
        }).After(pool);

        var report = await dispatcher.RunAsync();

        Assert.Equal((1, StopCause.UnitFailed, "mail", "6"), (report.ExitCode, report.Reason.Cause, report.Reason.Unit, report.Reason.Exception?.Message));
        Assert.Equal(["1", "2", "4", "5"], world.Told<UnitItemFailed>().Select(told => told.Exceptions[0].Message));
        Assert.Equal([7, 8], left);
        world.Simulation.Trace.AssertToldOnce();
    });

    [Fact]
    public void A_failure_handler_that_throws_is_told_too_and_harms_nothing() => Scenario.Explore(10, async world =>
    {
        var dispatcher = world.Dispatcher();
        var pool = dispatcher.AddPool<int>("mail", (_, _) => Task.FromException(new IOException("item"))).OnFailed((_, _, _) => throw new NotSupportedException("handler"));
        await dispatcher.StartAsync();

        pool.TryPost(1);
        await world.QuietAsync();

        Assert.Equal(["item", "handler"], world.Told<UnitItemFailed>().Select(told => told.Exceptions[0].Message));
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    });

    [Fact]
    public void Late_items_count_among_failures_in_a_row_and_what_they_throw_later_is_told_too() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Application();
        var pool = dispatcher.AddPool<int>("mail", async (item, _) =>
        {
            await world.Delay(5);
            throw new IOException($"{item}");
        }, new() { ItemTimeout = TimeSpan.FromSeconds(1) }).FailAfter(2);
        dispatcher.AddTask("web", world.Serves("web"));
        dispatcher.OnReady(_ =>
        {
            Assert.All(Enumerable.Range(1, 4), item => Assert.True(pool.TryPost(item)));
            return Task.CompletedTask;
        });

        var report = await dispatcher.RunAsync();

        Assert.Equal((1, "mail"), (report.ExitCode, report.Reason.Unit));
        Assert.StartsWith("item 2 of pool 'mail' took longer than 1 s.", report.Reason.Exception?.Message, StringComparison.Ordinal);
        Assert.Equal([typeof(UnitTimeoutException), typeof(IOException), typeof(IOException)], world.Told<UnitItemFailed>().SelectMany(told => told.Exceptions).Select(exception => exception.GetType()));
        world.Simulation.Trace.AssertToldOnce();
    });

    [Fact]
    public void A_time_out_and_a_delay_of_very_long_lose_no_item() => Scenario.Explore(5, async world =>
    {
        var dispatcher = world.Dispatcher();
        var pool = dispatcher.AddPool<int>("mail", (item, _) => item == 1 ? Note(item) : Task.FromException(new IOException("2")),
            new() { ItemTimeout = TimeSpan.FromDays(60), Retry = Restarts.OnFailure with { Delay = TimeSpan.FromDays(60), MaxDelay = TimeSpan.FromDays(60) } });
        await dispatcher.StartAsync();
        pool.TryPost(1);
        pool.TryPost(2);
        await world.QuietAsync();

        await dispatcher.StopAsync();

        Assert.Equal(["1"], world.Journal);
        Assert.Equal("2", Assert.Single(world.Told<UnitItemFailed>()).Exceptions[0].Message);

        Task Note(int item)
        {
            world.Note($"{item}");
            return Task.CompletedTask;
        }
    });
}
