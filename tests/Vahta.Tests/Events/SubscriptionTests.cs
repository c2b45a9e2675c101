namespace Vahta.Tests.Events;

public sealed class SubscriptionTests
{
    [Fact]
    public void G7_a_snapshot_and_the_events_after_it_join_without_a_gap_whenever_one_subscribes() => Scenario.Explore(60, async world =>
    {
        var dispatcher = world.Dispatcher();
        var database = dispatcher.AddLifespan("database", world.Holds("database", setup: 1));
        dispatcher.AddTask("poller", world.Serves("poller")).After(database);
        var subscribers = Enumerable.Range(0, 8).Select(Replay).ToList();

        await dispatcher.StartAsync();
        await dispatcher.StopAsync();

        foreach (var states in await Task.WhenAll(subscribers))
        {
            Assert.Equal(UnitState.Stopped, states["database"]);
            Assert.Equal(UnitState.Stopped, states["poller"]);
        }

        // Starts from the snapshot, and must find every step that leads on from there.
        async Task<Dictionary<string, UnitState>> Replay(int moment)
        {
            for (var yields = 0; yields < moment * 3; yields++)
            {
                await Task.Yield();
            }

            var subscription = dispatcher.Subscribe();
            var states = subscription.Snapshot.Units.ToDictionary(unit => unit.Name, unit => unit.State);
            await foreach (var happened in subscription)
            {
                if (StateAfter(happened) is { } state)
                {
                    Assert.True((StatesBefore(happened) & (1 << (int)states[happened.Unit!])) != 0, $"{happened.GetType().Name} when {states[happened.Unit!]}");
                    states[happened.Unit!] = state;
                }
            }

            return states;
        }
    });

    [Fact]
    public void S62_events_are_numbered_without_a_gap_in_the_order_in_which_they_happened() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        for (var index = 0; index < 4; index++)
        {
            dispatcher.AddLifespan($"unit-{index}", world.Holds($"unit-{index}", setup: index, teardown: index));
        }

        await dispatcher.StartAsync();
        await dispatcher.StopAsync();
        await world.QuietAsync();

        LegalSequences.Check(world.Events);
        Assert.IsType<DispatcherStarting>(world.Events[0]);
        Assert.IsType<DispatcherStopped>(world.Events[^1]);
    });

    [Fact]
    public void G7_all_subscribers_get_the_same_events_and_end_with_the_dispatcher() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("poller", world.Serves("poller"));
        var readers = Enumerable.Range(0, 3).Select(_ => ReadAsync(dispatcher.Subscribe())).ToList();

        await dispatcher.StartAsync();
        await dispatcher.StopAsync();

        await world.QuietAsync();

        foreach (var events in await Task.WhenAll(readers))
        {
            Assert.Equal(world.Events, events);
        }
    });

    [Fact]
    public void G7_who_subscribes_after_the_end_gets_the_last_picture_and_no_events() => Scenario.Explore(10, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("poller", world.Serves("poller"));
        await dispatcher.StartAsync();
        await dispatcher.StopAsync();

        var subscription = dispatcher.Subscribe();

        Assert.Equal((DispatcherState.Stopped, UnitState.Stopped), (subscription.Snapshot.State, subscription.Snapshot.Of("poller").State));
        Assert.Empty(await ReadAsync(subscription));
    });

    [Fact]
    public void G7_a_subscription_that_is_disposed_ends_its_reader_and_no_other() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("poller", world.Serves("poller"));
        var subscription = dispatcher.Subscribe();
        var reading = ReadAsync(subscription);
        await dispatcher.StartAsync();

        await subscription.DisposeAsync();
        var events = await reading;
        await dispatcher.StopAsync();
        await world.QuietAsync();

        Assert.DoesNotContain(events, happened => happened is StopAnnounced);
        Assert.Single(world.Told<StopAnnounced>());
    });

    [Fact]
    public void G7_a_reader_that_stops_reading_is_cut_off_told_so_once_and_holds_nobody_up() => Scenario.Explore(3, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("chatty", async (unit, stopping) =>
        {
            for (var index = 0; index < 12_000; index++)
            {
                unit.Status($"{index}");
                if (index % 1000 == 0)
                {
                    await world.QuietAsync();
                }
            }

            await world.Fires(stopping);
        });
        var stuck = dispatcher.Subscribe();
        await dispatcher.StartAsync();
        await world.Delay(1);

        var report = await dispatcher.StopAsync();
        await world.QuietAsync();

        Assert.Equal(0, report.ExitCode);
        Assert.Equal(12_000, world.Told<UnitStatusChanged>().Count);
        var cut = Assert.Single(world.Told<SubscriberCutOff>());
        var thrown = await Thrown.By<SubscriberCutOffException>(ReadAsync(stuck));
        Assert.Equal(cut.Missed, thrown.Missed);
    });

    [Fact]
    public void S62_the_stop_event_says_why_and_a_units_events_say_how_long() => Scenario.Explore(10, async world =>
    {
        var dispatcher = world.Dispatcher();
        var database = dispatcher.AddLifespan("database", world.Holds("database", setup: 2, teardown: 3));
        dispatcher.AddJob("migration", world.EndsAfter(4)).After(database);
        await dispatcher.StartAsync();
        dispatcher.RequestStop("enough");
        await dispatcher.StopAsync();
        await world.QuietAsync();

        Assert.Equal("enough", Assert.Single(world.Told<StopAnnounced>()).Reason.Message);
        Assert.Equal(TimeSpan.FromSeconds(2), Assert.Single(world.Told<UnitStarting>("migration")).Waited);
        Assert.Equal(TimeSpan.FromSeconds(2), Assert.Single(world.Told<UnitReady>("database")).Took);
        Assert.Equal(TimeSpan.FromSeconds(4), Assert.Single(world.Told<UnitCompleted>("migration")).Took);
        Assert.Equal(TimeSpan.FromSeconds(3), Assert.Single(world.Told<UnitStopped>("database")).Took);
        Assert.Equal(TimeSpan.FromSeconds(6), Assert.Single(world.Told<DispatcherReady>()).Took);
        Assert.Equal(TimeSpan.FromSeconds(3), Assert.Single(world.Told<DispatcherStopped>()).Took);
        Assert.All(world.Events, happened => Assert.Equal(world.Events[0].Time - world.Events[0].Elapsed + happened.Elapsed, happened.Time));
    });

    [Fact]
    public void S14_everything_ready_is_told_once_and_not_after_a_failure() => Scenario.Explore(20, async world =>
    {
        var good = world.Dispatcher();
        good.AddTask("poller", world.Serves("poller"));
        await good.StartAsync();
        await good.StopAsync();
        await world.QuietAsync();
        Assert.Single(world.Told<DispatcherReady>());

        var bad = world.Dispatcher();
        bad.AddTask("poller", world.Serves("poller"));
        bad.AddJob("job", _ => throw new IOException());
        await Thrown.By<IOException>(bad.StartAsync());
        await world.QuietAsync();
        Assert.Single(world.Told<DispatcherReady>());
    });

    private static async Task<List<LifecycleEvent>> ReadAsync(EventSubscription subscription)
    {
        var events = new List<LifecycleEvent>();
        await foreach (var happened in subscription)
        {
            events.Add(happened);
        }

        return events;
    }

    private static UnitState? StateAfter(LifecycleEvent happened) => happened switch
    {
        UnitStarting => UnitState.Starting,
        UnitReady => UnitState.Running,
        UnitStopping => UnitState.Stopping,
        UnitStopped => UnitState.Stopped,
        _ => null,
    };

    private static int StatesBefore(LifecycleEvent happened) => happened switch
    {
        UnitStarting => 1 << (int)UnitState.Pending,
        UnitReady => 1 << (int)UnitState.Starting,
        UnitStopping => (1 << (int)UnitState.Starting) | (1 << (int)UnitState.Running),
        _ => 1 << (int)UnitState.Stopping,
    };
}
