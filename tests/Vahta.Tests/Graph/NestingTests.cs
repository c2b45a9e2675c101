namespace Vahta.Tests.Graph;

/// <summary>Groups that are parts within what is around them.</summary>
public sealed class NestingTests
{
    [Fact]
    public void C1_C2_a_part_starts_after_all_that_is_around_it_and_stops_before_whatever_was_added_first() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        var outer = Part(dispatcher, dispatcher, "outer");
        var inner = Part(dispatcher, outer, "inner");
        inner.AddLifespan("unit", world.Holds("inner"));
        outer.AddGroup("plain").AddLifespan("unit", world.Holds("outer"));
        dispatcher.AddGroup("plain").AddLifespan("unit", world.Holds("around"));

        await dispatcher.StartAsync();
        await dispatcher.StopAsync();

        Assert.Equal(["around up", "outer up", "inner up", "inner down", "outer down", "around down"], world.Journal);
    });

    [Fact]
    public void C1_within_a_part_that_has_nothing_of_its_own_another_comes_after_what_is_around_both() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        Part(dispatcher, Part(dispatcher, dispatcher, "outer"), "inner").AddLifespan("unit", world.Holds("inner"));
        dispatcher.AddLifespan("around", world.Holds("around"));

        await dispatcher.StartAsync();
        await dispatcher.StopAsync();

        Assert.Equal(["around up", "inner up", "inner down", "around down"], world.Journal);
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void C1_C2_being_a_part_goes_before_the_order_of_registration_and_within_it_that_order_holds(bool partFirst) => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher(static options => options.InOrder = true);
        if (!partFirst)
        {
            dispatcher.AddLifespan("around", world.Holds("around"));
        }

        var part = Part(dispatcher, dispatcher, "part");
        part.AddLifespan("first", world.Holds("first"));
        part.AddLifespan("second", world.Holds("second"));
        if (partFirst)
        {
            dispatcher.AddLifespan("around", world.Holds("around"));
        }

        await dispatcher.StartAsync();
        await dispatcher.StopAsync();

        Assert.Equal(["around up", "first up", "second up", "second down", "first down", "around down"], world.Journal);
    });

    [Fact]
    public void What_needs_a_part_comes_after_it_and_parts_side_by_side_do_not_wait_for_each_other() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        Part(dispatcher, dispatcher, "first").AddJob("unit", world.EndsAfter(1));
        Part(dispatcher, dispatcher, "second").AddJob("unit", world.EndsAfter(1));
        dispatcher.AddLifespan("behind", world.Holds("behind")).After("first");

        await dispatcher.StartAsync();

        // The second comes after what is around it, which comes after the first.
        Assert.Equal((2, UnitState.Running), (world.Now.TotalSeconds, dispatcher["behind"].State));
        await dispatcher.StopAsync();
    });

    [Fact]
    public void S30_what_is_around_a_part_goes_down_and_fails_without_it() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        Part(dispatcher, dispatcher, "part").AddLifespan("unit", world.Holds("unit"));
        dispatcher.AddLifespan("around", world.Holds("around"));
        dispatcher.AddJob("broken", static _ => Task.FromException(new IOException("no"))).IgnoreFailure();
        await dispatcher.StartAsync();

        await dispatcher.RestartAsync("around");

        Assert.Equal(["around up", "unit up", "around down", "around up"], world.Journal);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void G14_a_unit_that_is_added_to_a_part_while_it_runs_stops_before_what_is_around_it() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        var part = Part(dispatcher, dispatcher, "part");
        dispatcher.AddLifespan("around", world.Holds("around"));
        await dispatcher.StartAsync();

        await dispatcher.StartAsync(part.AddLifespan("late", world.Holds("late")));
        await dispatcher.StopAsync();

        Assert.Equal(["around up", "late up", "late down", "around down"], world.Journal);
    });

    [Fact]
    public void C4_a_group_is_a_part_once() => Scenario.Run(world =>
    {
        var dispatcher = world.Dispatcher();

        Assert.False(dispatcher.TryNest(Part(dispatcher, dispatcher, "part")));
        return Task.CompletedTask;
    });

    private static UnitGroup Part(Dispatcher dispatcher, IUnitCollection around, string name)
    {
        var part = around.AddGroup(name);
        Assert.True(dispatcher.TryNest(part));
        return part;
    }
}
