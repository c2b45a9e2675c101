namespace Vahta.Tests.Pools;

public sealed class SpawnTests
{
    [Fact]
    public void I3_I4_spawned_work_outlives_its_caller_and_is_drained_before_what_it_uses_goes_down() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("database", world.Holds("database"));
        dispatcher.AddTask("web", stopping =>
        {
            Assert.True(dispatcher.TrySpawn("thumbnail", async _ =>
            {
                await world.Delay(3);
                world.Note("thumbnail made");
            }));
            return world.Fires(stopping);
        }).After("database");
        await dispatcher.StartAsync();

        await world.Delay(1);
        await dispatcher.StopAsync();

        Assert.Equal(["database up", "thumbnail made", "database down"], world.Journal);
        Assert.Equal(UnitKind.Pool, Assert.Single(dispatcher.Snapshot().Units, row => row.Name == "spawned").Kind);
    });

    [Fact]
    public void G13_once_the_stop_is_announced_nothing_is_spawned() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("web", async stopping =>
        {
            await world.Fires(stopping);
            Assert.False(dispatcher.TrySpawn("late", Called));
            Assert.Contains("'late' cannot be spawned: the dispatcher is Stopping", (await Thrown.By<InvalidOperationException>(Posting.RefusedAsync(() => dispatcher.SpawnAsync("late", Called, CancellationToken.None)))).Message, StringComparison.Ordinal);
        });
        Assert.False(dispatcher.TrySpawn("early", Called));
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();

        Assert.Equal(0, report.ExitCode);
        Assert.Empty(world.Journal);

        Task Called(CancellationToken token)
        {
            world.Note("called");
            return Task.CompletedTask;
        }
    });

    [Fact]
    public void SpawnAsync_waits_for_room_and_not_for_the_work() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher(options => options.Spawned = new() { Workers = 1, Capacity = 1 });
        await dispatcher.StartAsync();

        await dispatcher.SpawnAsync("1", token => world.Delay(1, token));
        await world.QuietAsync();
        await dispatcher.SpawnAsync("2", token => world.Delay(1, token));
        Assert.Equal(0, world.Now.TotalSeconds, 0.01);
        await dispatcher.SpawnAsync("3", token => world.Delay(1, token));

        Assert.Equal(1, world.Now.TotalSeconds, 0.01);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void Where_its_pool_was_removed_another_is_made() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        await dispatcher.StartAsync();
        await dispatcher.SpawnAsync("1", _ => Note("1"));
        await world.QuietAsync();

        await dispatcher.RemoveAsync(dispatcher["spawned"]);
        Assert.True(dispatcher.TrySpawn("2", _ => Note("2")));
        await dispatcher.SpawnAsync("3", _ => Note("3"));
        await world.QuietAsync();

        Assert.Equal(["1", "2", "3"], world.Journal.Order());
        Assert.Equal(["spawned", "spawned"], world.Told<UnitAdded>("spawned").Select(told => told.Unit));
        await dispatcher.StopAsync();

        Task Note(string work)
        {
            world.Note(work);
            return Task.CompletedTask;
        }
    });

    [Fact]
    public void L5_what_fails_is_told_by_its_name_and_stops_nobody() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        await dispatcher.StartAsync();

        dispatcher.TrySpawn("thumbnail", _ => Task.FromException(new IOException("no disk")));
        await world.QuietAsync();

        Assert.Equal("'thumbnail'", Assert.Single(world.Told<UnitItemFailed>("spawned")).Item);
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    });

    [Fact]
    public void N15_a_pool_is_work_only_while_it_holds_items() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Application();
        var pool = dispatcher.AddPool<int>("mail", async (item, _) =>
        {
            await world.Delay(item);
            world.Note($"{item}");
        });
        dispatcher.AddJob("post", async ct =>
        {
            await pool.PostAsync(2, ct);
            await pool.PostAsync(3, ct);
            await dispatcher.SpawnAsync("spawned", async _ =>
            {
                await world.Delay(7);
                world.Note("spawned");
            }, ct);
        }).After(pool);

        var report = await dispatcher.RunAsync();

        Assert.Equal((StopCause.Completed, 0), (report.Reason.Cause, report.ExitCode));
        Assert.Equal(["2", "3", "spawned"], world.Journal);
        Assert.Equal(7, world.Now.TotalSeconds, 0.1);
    });

    [Fact]
    public void I4_what_was_accepted_just_before_the_announcement_is_run() => Scenario.Explore(300, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("database", world.Holds("database"));
        await dispatcher.StartAsync();

        Assert.True(dispatcher.TrySpawn("statistics", async _ =>
        {
            await world.Delay(1);
            world.Note("statistics");
        }));
        await dispatcher.StopAsync();

        Assert.Equal(["database up", "statistics", "database down"], world.Journal);
        Assert.Empty(world.Told<PoolGaveBack>());
    });

    [Fact]
    public void A_unit_of_the_same_name_is_no_pool_to_spawn_on() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("spawned", world.Serves("spawned"));
        await dispatcher.StartAsync();

        Assert.Contains("another unit by that name", Assert.Throws<InvalidOperationException>(() => dispatcher.TrySpawn("x", _ => Task.CompletedTask)).Message, StringComparison.Ordinal);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void G20_a_spawn_that_races_with_the_stop_is_run_or_refused_and_never_lost() => Scenario.Explore(300, async world =>
    {
        var dispatcher = world.Dispatcher();
        var (accepted, run) = (0, 0);
        await dispatcher.StartAsync();
        var spawning = Task.WhenAll(Enumerable.Range(0, 5).Select(SpawnAsync).ToArray());
        await world.Delay(0.0005);

        await dispatcher.StopAsync();
        await spawning;

        Assert.Equal(accepted, run);

        async Task SpawnAsync(int number)
        {
            await world.Delay(number * 0.0002);
            accepted += dispatcher.TrySpawn($"{number}", _ =>
            {
                run++;
                return Task.CompletedTask;
            }) ? 1 : 0;
        }
    });
}
