using CsCheck;

namespace Vahta.Tests.Pools;

public sealed class DrainTests
{
    [Fact]
    public void I16_at_its_turn_it_refuses_works_on_and_hands_back_what_it_has_not_begun() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        IReadOnlyList<int> left = [];
        var pool = dispatcher.AddPool<int>("mail", async (item, _) =>
        {
            await world.Delay(1);
            world.Note($"{item}");
        }).DrainWithin(TimeSpan.FromSeconds(2.5)).OnLeftOver((items, _) =>
        {
            left = items;
            return Task.CompletedTask;
        });
        await dispatcher.StartAsync();
        Assert.All(Enumerable.Range(1, 5), item => Assert.True(pool.TryPost(item)));

        var stopping = dispatcher.StopAsync();
        await world.Delay(0.1);
        Assert.False(pool.TryPost(6));
        await stopping;

        Assert.Equal(["1", "2", "3"], world.Journal);
        Assert.Equal([4, 5], left);
        Assert.Equal(2, Assert.Single(world.Told<PoolGaveBack>("mail")).Count);
        Assert.Equal(3, world.Now.TotalSeconds, 0.01);
    });

    [Fact]
    public void I7_a_drain_that_ends_early_takes_no_longer_than_it_needs() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var pool = dispatcher.AddPool<int>("mail", (_, _) => world.Delay(1));
        await dispatcher.StartAsync();
        pool.TryPost(1);
        pool.TryPost(2);

        var report = await dispatcher.StopAsync();

        Assert.Equal((2, 0), (report.Stopping.TotalSeconds, report.ExitCode));
        Assert.Empty(world.Told<PoolGaveBack>());
    });

    [Fact]
    public void J10_those_that_post_stop_first_and_what_they_post_meanwhile_is_worked_on() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        var pool = dispatcher.AddPool<string>("mail", (item, _) =>
        {
            world.Note(item);
            return Task.CompletedTask;
        });
        dispatcher.AddTask("web", async stopping =>
        {
            await world.Fires(stopping);
            await world.Delay(1);
            await pool.PostAsync("the last one", CancellationToken.None);
        }).After(pool);
        await dispatcher.StartAsync();

        await dispatcher.StopAsync();

        Assert.Equal(["the last one"], world.Journal);
    });

    [Fact]
    public void I5_what_is_in_flight_beyond_its_time_is_cancelled_and_told() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var pool = dispatcher.AddPool<int>("mail", (_, token) => world.Delay(100, token)).DrainWithin(TimeSpan.FromSeconds(1)).StopWithin(TimeSpan.FromSeconds(3));
        await dispatcher.StartAsync();
        pool.TryPost(1);
        await world.QuietAsync();

        var report = await dispatcher.StopAsync();

        Assert.Equal((UnitState.Stopped, 0), (pool.State, report.ExitCode));
        Assert.Equal(4, report.Stopping.TotalSeconds, 0.1);
        Assert.IsAssignableFrom<OperationCanceledException>(Assert.Single(world.Told<UnitItemFailed>()).Exceptions[0]);
    });

    [Fact]
    public void G4_an_item_that_never_ends_has_its_pool_abandoned_with_its_line() => Scenario.Explore(10, async world =>
    {
        var dispatcher = world.Dispatcher();
        var pool = dispatcher.AddPool<int>("mail", async (_, _) => await new TaskCompletionSource().Task).DrainWithin(TimeSpan.FromSeconds(1)).StopWithin(TimeSpan.FromSeconds(1));
        await dispatcher.StartAsync();
        pool.TryPost(1);
        await world.QuietAsync();

        var report = await dispatcher.StopAsync();

        Assert.Equal((UnitState.Abandoned, 4), (pool.State, report.ExitCode));
        Assert.Contains("DrainTests.cs:", report.Of("mail").AwaitingAt, StringComparison.Ordinal);
    });

    [Fact]
    public void A_hurry_ends_the_drain_at_once() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        IReadOnlyList<int> left = [];
        var pool = dispatcher.AddPool<int>("mail", (_, token) => world.Delay(100, token)).OnLeftOver((items, _) =>
        {
            left = items;
            return Task.CompletedTask;
        });
        await dispatcher.StartAsync();
        Assert.All(Enumerable.Range(1, 3), item => Assert.True(pool.TryPost(item)));
        await world.QuietAsync();

        var report = await dispatcher.StopAsync(new CancellationToken(canceled: true));

        Assert.Equal([2, 3], left);
        Assert.InRange(report.Stopping.TotalSeconds, 0, 0.1);
    });

    [Fact]
    public void G6_a_hand_back_that_throws_is_the_pools_failure_once_what_is_in_flight_has_ended() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var database = dispatcher.AddLifespan("database", world.Holds("database"));
        var pool = dispatcher.AddPool<int>("mail", async (item, _) =>
        {
            await world.Delay(5);
            world.Note($"{item} ends");
        }).DrainWithin(TimeSpan.Zero).OnLeftOver((_, _) => throw new IOException("no disk")).After(database);
        await dispatcher.StartAsync();
        pool.TryPost(1);
        pool.TryPost(2);
        await world.QuietAsync();

        var report = await dispatcher.StopAsync();

        Assert.Equal(["database up", "1 ends", "database down"], world.Journal);
        Assert.Equal((1, "no disk", 0), (report.ExitCode, Assert.Single(report.Errors).Message, pool.Active));
    });

    [Fact]
    public void G1_a_hand_back_has_a_live_token_also_in_a_hurry_and_its_cancellation_is_a_failure() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var isDead = true;
        var pool = dispatcher.AddPool<int>("mail", (_, token) => world.Delay(100, token)).OnLeftOver((_, token) =>
        {
            isDead = token.IsCancellationRequested;
            throw new OperationCanceledException("not saved");
        });
        await dispatcher.StartAsync();
        Assert.All(Enumerable.Range(1, 3), item => Assert.True(pool.TryPost(item)));
        await world.QuietAsync();

        var report = await dispatcher.StopAsync(new CancellationToken(canceled: true));

        Assert.False(isDead);
        Assert.Equal((1, "not saved"), (report.ExitCode, Assert.Single(report.Errors).Message));
    });

    [Fact]
    public void L3_I16_no_accepted_item_is_lost_or_handled_twice_whenever_the_stop_comes() =>
        Gen.Select(Gen.Int[1, 4], Gen.Int[1, 20], Gen.Int[0, 40], Gen.Int[0, 3], Gen.Bool, Gen.Int[1, 1_000_000]).Sample((workers, capacity, moment, drain, isRestarted, seed) => Scenario.Run(seed, async world =>
        {
            var dispatcher = world.Dispatcher();
            var (accepted, handled, left) = (new List<int>(), new List<int>(), new List<int>());
            var pool = dispatcher.AddPool<int>("mail", async (item, token) =>
                {
                    handled.Add(item);
                    await world.Delay(item % 3 * 0.25, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
                }, new() { Workers = workers, Capacity = capacity })
                .DrainWithin(TimeSpan.FromSeconds(drain)).StopWithin(TimeSpan.FromSeconds(1)).Restarts(Restarts.OnFailure)
                .OnLeftOver((items, _) =>
                {
                    left.AddRange(items);
                    return Task.CompletedTask;
                });
            await dispatcher.StartAsync();
            var posting = Enumerable.Range(0, 4).Select(PostAsync).ToList();
            await world.Delay(moment / 4.0);
            if (isRestarted)
            {
                await dispatcher.RestartAsync(pool);
                await world.Delay(1);
            }

            await dispatcher.StopAsync();
            await Task.WhenAll(posting.ToArray());
            await world.Delay(5);

            Assert.Equal(accepted.Order(), handled.Concat(left).Order());
            Assert.Equal((0, 0), (pool.Queued, pool.Active));
            Assert.Equal(0, world.Simulation.Timers);

            async Task PostAsync(int poster)
            {
                for (var item = poster; item < 60; item += 4)
                {
                    try
                    {
                        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(0.4), world.Time);
                        await (item % 5 == 0 ? pool.PostAsync(item, patience.Token) : pool.PostAsync(item));
                        accepted.Add(item);
                    }
                    catch (Exception exception) when (exception is InvalidOperationException or OperationCanceledException)
                    {
                        await world.Delay(0.3);
                    }
                }
            }
        }), iter: 300, threads: 1);
}
