namespace Vahta.Tests.Pools;

public sealed class PostingTests
{
    [Fact]
    public void L1_beyond_the_workers_an_item_waits_and_begins_when_a_worker_is_free() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var pool = dispatcher.AddPool<int>("mail", async (item, _) =>
        {
            world.Note($"{item} begins");
            await world.Delay(item);
            world.Note($"{item} ends");
        }, new() { Workers = 2 });
        await dispatcher.StartAsync();

        Assert.All(new[] { 1, 3, 5 }, item => Assert.True(pool.TryPost(item)));
        await world.Delay(0.5);
        Assert.Equal((1, 2), (pool.Queued, pool.Active));
        await world.Delay(20);

        Assert.Equal(["1 ends", "5 begins", "3 ends", "5 ends"], world.Journal.Skip(2));
        Assert.Equal((0, 0), (pool.Queued, pool.Active));
        await dispatcher.StopAsync();
    });

    [Fact]
    public void All_workers_come_where_no_item_ends_however_many_were_posted_at_once() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var pool = dispatcher.AddPool<int>("mail", (_, token) => world.Fires(token), new() { Workers = 9 });
        await dispatcher.StartAsync();

        for (var posted = 1; posted <= 12; posted += 4)
        {
            Assert.All(Enumerable.Range(posted, 4), item => Assert.True(pool.TryPost(item)));
            await world.QuietAsync();
        }

        Assert.Equal((3, 9), (pool.Queued, pool.Active));
        await dispatcher.StopAsync();
    });

    [Fact]
    public void Without_room_TryPost_says_no_and_PostAsync_waits_in_line() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var pool = dispatcher.AddPool<int>("mail", async (item, _) =>
        {
            await world.Delay(1);
            world.Note($"{item}");
        }, new() { Capacity = 1 });
        await dispatcher.StartAsync();
        Assert.True(pool.TryPost(1));
        await world.QuietAsync();
        Assert.True(pool.TryPost(2));

        Assert.False(pool.TryPost(3));
        var fourth = pool.PostAsync(4).AsTask();
        var fifth = pool.PostAsync(5).AsTask();
        await world.QuietAsync();
        Assert.False(fourth.IsCompleted || fifth.IsCompleted || pool.TryPost(6));
        await fourth;
        Assert.Equal(1, world.Now.TotalSeconds, 0.01);
        await fifth;
        Assert.Equal(2, world.Now.TotalSeconds, 0.01);

        await world.Delay(10);
        Assert.Equal(["1", "2", "4", "5"], world.Journal);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void Cancelling_the_wait_for_room_leaves_nothing_behind() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        var pool = dispatcher.AddPool<int>("mail", async (item, _) =>
        {
            await world.Delay(1);
            world.Note($"{item}");
        }, new() { Capacity = 1 });
        await dispatcher.StartAsync();
        pool.TryPost(1);
        await world.QuietAsync();
        pool.TryPost(2);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(0.5), world.Time);
        var third = pool.PostAsync(3, patience.Token).AsTask();
        var fourth = pool.PostAsync(4).AsTask();

        Assert.Equal(patience.Token, (await Thrown.By<OperationCanceledException>(third)).CancellationToken);
        await fourth;
        await world.Delay(10);

        Assert.Equal(["1", "2", "4"], world.Journal);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void L6_I3_an_accepted_item_outlives_the_token_it_was_posted_with() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var pool = dispatcher.AddPool<int>("mail", async (item, token) =>
        {
            await world.Delay(2, token);
            world.Note($"{item}");
        });
        await dispatcher.StartAsync();
        using var request = new CancellationTokenSource();

        await pool.PostAsync(1, request.Token);
        await request.CancelAsync();
        await world.Delay(3);

        Assert.Equal(["1"], world.Journal);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void L8_before_it_is_ready_and_after_its_end_a_pool_refuses_naming_itself() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var pool = dispatcher.AddPool<int>("mail", (_, _) => Task.CompletedTask);
        Assert.False(pool.TryPost(1));
        Assert.Contains("'mail' is Pending", (await Thrown.By<InvalidOperationException>(Posting.RefusedAsync(() => pool.PostAsync(1)))).Message, StringComparison.Ordinal);
        await dispatcher.StartAsync();
        await world.QuietAsync();

        await dispatcher.StopAsync();

        Assert.False(pool.TryPost(2));
        Assert.Contains("'mail' is Stopped", (await Thrown.By<InvalidOperationException>(Posting.RefusedAsync(() => pool.PostAsync(2)))).Message, StringComparison.Ordinal);
    });

    [Fact]
    public void A_handler_that_blocks_or_throws_at_once_harms_no_other_item() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var pool = dispatcher.AddPool<int>("mail", (item, _) => item == 2 ? throw new IOException("2") : item == 3 ? null! : Note(item), new() { Workers = 2 });
        await dispatcher.StartAsync();

        Assert.All(Enumerable.Range(1, 5), item => Assert.True(pool.TryPost(item)));
        await world.QuietAsync();

        Assert.Equal(["1", "4", "5"], world.Journal.Order());
        Assert.Equal([typeof(InvalidOperationException), typeof(IOException)], world.Told<UnitItemFailed>("mail").Select(told => Assert.Single(told.Exceptions).GetType()).OrderBy(type => type.Name == "IOException"));
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);

        Task Note(int item)
        {
            world.Note($"{item}");
            return Task.CompletedTask;
        }
    });
}
