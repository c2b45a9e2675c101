namespace Vahta.Tests.Starting;

public sealed class InOrderTests
{
    [Theory]
    [InlineData(Entry.StartAsync)]
    [InlineData(Entry.RunAsync)]
    public void In_order_each_unit_waits_for_the_one_registered_before(Entry entry) => Scenario.Explore(100, async world =>
    {
        var dispatcher = world.Application(options => options.InOrder = true);
        dispatcher.AddLifespan("1", world.Holds("1", setup: 3, teardown: 1));
        dispatcher.AddTask("2", world.Serves("2"));
        dispatcher.AddLifespan("3", world.Holds("3", setup: 1, teardown: 3));

        var report = await dispatcher.LiveAsync(entry);

        Assert.Equal(["1 up", "2 up", "3 up", "3 down", "2 down", "1 down"], world.Journal);
        Assert.Equal(TimeSpan.FromSeconds(4), report.Starting);
        Assert.Equal(TimeSpan.FromSeconds(4), report.Stopping);
    });

    [Fact]
    public void In_order_gives_way_to_after() => Scenario.Explore(100, async world =>
    {
        var dispatcher = world.Dispatcher(options => options.InOrder = true);
        dispatcher.AddLifespan("a", world.Holds("a")).After("c");
        dispatcher.AddLifespan("b", world.Holds("b"));
        dispatcher.AddLifespan("c", world.Holds("c"));
        dispatcher.AddLifespan("d", world.Holds("d")).After("a");

        await dispatcher.LiveAsync(Entry.StartAsync);

        Assert.Equal(["b up", "c up", "a up", "d up", "d down", "a down", "c down", "b down"], world.Journal);
    });

    [Fact]
    public void In_order_carries_no_failure() => Scenario.Explore(100, async world =>
    {
        var dispatcher = world.Dispatcher(options => options.InOrder = true);
        dispatcher.AddJob("first", async stopping =>
        {
            await world.Delay(2, stopping);
            world.Note("first fails");
            throw new IOException("ignored");
        }).IgnoreFailure();
        dispatcher.AddTask("second", world.Serves("second"));

        await dispatcher.StartAsync();

        Assert.Equal(["first fails", "second up"], world.Journal);
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    });

    [Fact]
    public void In_order_a_task_that_has_ended_holds_nobody_up() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher(options => options.InOrder = true);
        dispatcher.AddTask("short", _ => Task.CompletedTask);
        dispatcher.AddTask("long", world.Serves("long"));

        await dispatcher.StartAsync();

        Assert.Equal(UnitState.Completed, dispatcher["short"].State);
        Assert.Equal(UnitState.Running, dispatcher["long"].State);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void In_order_what_was_skipped_holds_nobody_up() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher(options => options.InOrder = true);
        dispatcher.AddJob("broken", _ => Task.FromException(new IOException("ignored"))).IgnoreFailure();
        dispatcher.AddTask("skipped", world.Serves("skipped")).After("broken");
        dispatcher.AddTask("next", world.Serves("next"));

        await dispatcher.StartAsync();

        Assert.Equal(["next up"], world.Journal);
        Assert.Equal(UnitState.Skipped, dispatcher["skipped"].State);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void Without_in_order_the_order_of_registration_means_nothing() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("1", world.Holds("1", setup: 3));
        dispatcher.AddLifespan("2", world.Holds("2", setup: 1));

        await dispatcher.StartAsync();

        Assert.Equal(["2 up", "1 up"], world.Journal);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void In_order_a_stop_by_request_takes_no_other_down() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher(options => options.InOrder = true);
        var first = dispatcher.AddTask("first", world.Serves("first"));
        dispatcher.AddTask("second", world.Serves("second"));
        dispatcher.AddTask("third", world.Serves("third"));
        await dispatcher.StartAsync();

        await dispatcher.StopAsync(first);
        await world.Delay(5);

        Assert.Equal(["first up", "second up", "third up", "first down"], world.Journal);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void In_order_a_task_that_ends_later_takes_no_other_down() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher(options => options.InOrder = true);
        dispatcher.AddTask("ends", stopping => world.Delay(1, stopping));
        dispatcher.AddTask("stays", world.Serves("stays"));

        await dispatcher.StartAsync();
        await world.Delay(5);

        Assert.Equal(UnitState.Completed, dispatcher["ends"].State);
        Assert.Equal(UnitState.Running, dispatcher["stays"].State);
        Assert.Equal(["stays up"], world.Journal);
        await dispatcher.StopAsync();
    });
}
