namespace Vahta.Tests.Groups;

/// <summary>Groups in the graph: what is said of a group is said of each of its members.</summary>
public sealed class OrderTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void C1_C2_after_a_group_is_after_each_of_its_members_also_nested_and_by_name(bool byName) => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var after = dispatcher.AddTask("after", world.Serves("after"));
        var group = dispatcher.AddGroup("group");
        group.AddLifespan("a", world.Holds("a", setup: 1));
        group.AddGroup("inner").AddLifespan("b", world.Holds("b", setup: 2, teardown: 1));
        _ = byName ? after.After("group") : after.After(group);

        await dispatcher.StartAsync();
        Assert.Equal(TimeSpan.FromSeconds(2), world.Now);
        await dispatcher.StopAsync();

        Assert.Equal(["a up", "b up", "after up", "after down"], world.Journal.Take(4));
    });

    [Fact]
    public void C1_C2_a_group_after_a_unit_or_a_group_starts_and_stops_as_a_whole() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var last = dispatcher.AddGroup("last");
        last.AddTask("x", world.Serves("x"));
        last.AddGroup("inner").AddTask("y", world.Serves("y"));
        var first = dispatcher.AddGroup("first");
        first.AddLifespan("a", world.Holds("a", setup: 1, teardown: 1));
        first.AddLifespan("b", world.Holds("b", setup: 2, teardown: 1));
        last.After(first);

        await dispatcher.StartAsync();
        await dispatcher.StopAsync();

        Assert.Equal(["a up", "b up"], world.Journal.Take(2));
        Assert.Equal(["x up", "y up"], world.Journal.Skip(2).Take(2).Order());
        Assert.Equal(["x down", "y down"], world.Journal.Skip(4).Take(2).Order());
        Assert.Equal(["a down", "b down"], world.Journal.Skip(6).Order());
    });

    [Fact]
    public void Names_are_looked_up_in_the_group_first_and_then_outward() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("database", world.Holds("outermost"));
        dispatcher.AddLifespan("cache", world.Holds("cache"));
        var outer = dispatcher.AddGroup("outer");
        outer.AddLifespan("database", world.Holds("outer", setup: 1));
        var inner = outer.AddGroup("inner");
        inner.AddTask("near", world.Serves("near")).After("database").After("cache");
        inner.AddTask("far", world.Serves("far")).After("outer/inner/near").After("inner/near");
        dispatcher.AddTask("outside", world.Serves("outside")).After("outer/inner/far");

        await dispatcher.StartAsync();

        Assert.Equal(["outer up", "near up", "far up", "outside up"], world.Journal.Except(["outermost up", "cache up"]));
        await dispatcher.StopAsync("outer/database");
        Assert.Equal((UnitState.Pending, UnitState.Running), (dispatcher["outer/inner/near"].State, dispatcher["database"].State));
        await dispatcher.StopAsync();
    });

    [Fact]
    public void One_local_name_may_stand_in_two_groups() => Scenario.Explore(5, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddGroup("one").AddTask("poller", world.Serves("one"));
        dispatcher.AddGroup("two").AddTask("poller", world.Serves("two"));
        dispatcher.AddTask("poller", world.Serves("top"));
        await dispatcher.StartAsync();

        Assert.Equal(["one", "one/poller", "two", "two/poller", "poller"], dispatcher.Snapshot().Units.Select(static unit => unit.Name));
        await dispatcher.StopAsync();
    });

    [Fact]
    public void A_word_about_a_unit_counts_more_than_one_about_its_group() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var need = dispatcher.AddTask("need", world.Dies("need", times: 1)).Restarts(Restarts.OnFailure);
        var group = dispatcher.AddGroup("group").After(need, Dependency.Bound);
        group.AddTask("bound", world.Serves("bound"));
        group.AddTask("required", world.Serves("required")).After(need, Dependency.Required);
        await dispatcher.StartAsync();

        await world.Delay(5);

        var report = await dispatcher.StopAsync();
        Assert.Equal((2, 1), (report.Of("group/bound").Runs, report.Of("group/required").Runs));
    });

    [Fact]
    public void S22_an_ordered_group_keeps_its_order_at_the_start_in_a_restart_in_a_request_and_at_the_stop() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForAll).InOrder();
        group.AddLifespan("a", world.Holds("a", setup: 1, teardown: 1));
        group.AddTask("b", world.Dies("b", times: 1, after: 5)).Restarts(Restarts.OnFailure);
        group.AddGroup("inner").AddLifespan("c", world.Holds("c", setup: 1, teardown: 1));
        group.AddTask("d", world.Serves("d"));
        await dispatcher.StartAsync();
        await world.Delay(15);
        await dispatcher.RestartAsync(group);
        await dispatcher.StopAsync(group);
        await dispatcher.StartAsync(group);
        await dispatcher.StopAsync();

        string[] up = ["a up", "b up", "c up", "d up"];
        string[] down = ["d down", "c down", "b down", "a down"];
        Assert.Equal([.. up, .. down.Where(static line => line is not "b down"), .. up, .. down, .. up, .. down, .. up, .. down], world.Journal);
    });

    [Fact]
    public void An_ordered_group_gives_way_to_an_After_and_its_neighbours_are_free() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group").InOrder();
        group.AddLifespan("a", world.Holds("a", setup: 1)).After("c");
        group.AddLifespan("b", world.Holds("b", setup: 1));
        group.AddLifespan("c", world.Holds("c", setup: 1));
        dispatcher.AddLifespan("free", world.Holds("free", setup: 1.5));

        await dispatcher.StartAsync();

        Assert.Equal(["b up", "free up", "c up", "a up"], world.Journal);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void In_an_ordered_group_a_member_starts_and_is_removed_whatever_the_one_before_it_does() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group").InOrder();
        var a = group.AddTask("a", world.Serves("a"));
        var b = group.AddTask("b", world.Serves("b"));
        var c = group.AddTask("c", world.Serves("c"));
        await dispatcher.StartAsync();

        await dispatcher.StopAsync(a);
        await dispatcher.StopAsync(b);
        await dispatcher.StartAsync(b);
        Assert.Equal((UnitState.Stopped, UnitState.Running, UnitState.Running), (a.State, b.State, c.State));
        await dispatcher.RemoveAsync(b);
        await dispatcher.RestartAsync(c);

        Assert.Equal(UnitState.Running, c.State);
        await dispatcher.RestartAsync(group);
        Assert.Equal((UnitState.Running, UnitState.Running), (a.State, c.State));
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    });

    [Fact]
    public void An_optional_need_within_the_set_is_waited_for_when_the_set_comes_back() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var group = dispatcher.AddGroup("group", GroupStrategy.OneForAll);
        var slow = group.AddLifespan("slow", world.Holds("slow", setup: 1));
        group.AddTask("c", world.Serves("c")).After(slow, Dependency.Optional).After("failing", Dependency.Optional);
        group.AddTask("failing", world.Dies("failing", times: 1, after: 2)).After(slow).Restarts(Restarts.OnFailure);
        await dispatcher.StartAsync();
        var before = world.Journal.Count;

        await world.Delay(10);

        Assert.Equal(["c down", "slow down", "slow up", "failing up", "c up"], world.Journal.Skip(before));
        await dispatcher.StopAsync();
    });

    [Fact]
    public void A_plan_knows_members_only_and_computes_budgets_on_them()
    {
        var dispatcher = new Dispatcher(new() { StopBudget = TimeSpan.FromSeconds(20) });
        var group = dispatcher.AddGroup("group");
        group.AddTask("a", static _ => Task.CompletedTask).StopWithin(TimeSpan.FromSeconds(5));
        group.AddGroup("inner").After("a").AddTask("b", static _ => Task.CompletedTask).StopWithin(TimeSpan.FromSeconds(7));
        dispatcher.AddTask("after", static _ => Task.CompletedTask).After(group).StopWithin(TimeSpan.FromSeconds(9));

        var plan = dispatcher.Plan();

        Assert.Equal([["group/a"], ["group/inner/b"], ["after"]], plan.Layers);
        Assert.Equal(["group/a", "group/inner/b", "after"], plan.CriticalPath);
        Assert.Equal(TimeSpan.FromSeconds(5 + 7 + 9 + 3), plan.WorstStop);
        Assert.Contains("after -> group/inner/b -> group/a", Assert.Single(plan.Warnings), StringComparison.Ordinal);
    }
}
