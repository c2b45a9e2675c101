namespace Vahta.Tests.Graph;

public sealed class PlanTests
{
    [Fact]
    public void A_plan_says_who_starts_together_and_who_after_whom()
    {
        var plan = Diamond().Plan();

        Assert.Equal([["bottom", "aside"], ["left", "right"], ["top"]], plan.Layers);
    }

    [Fact]
    public void A_plan_says_which_chain_takes_longest_and_how_long()
    {
        var plan = Diamond().Plan();

        Assert.Equal(["bottom", "right", "top"], plan.CriticalPath);
        Assert.Equal(TimeSpan.FromSeconds(10 + 20 + 30), plan.WorstStart);
    }

    [Fact]
    public void A_plan_says_how_long_the_stop_takes_at_worst_with_a_second_after_each_grace()
    {
        var plan = Diamond().Plan();

        Assert.Equal(TimeSpan.FromSeconds(3 + 1 + 4 + 1 + 5 + 1), plan.WorstStop);
        Assert.Empty(plan.Warnings);
    }

    [Fact]
    public void A_plan_warns_of_the_chain_whose_graces_exceed_the_stop_budget()
    {
        var dispatcher = new Dispatcher();
        Add(dispatcher, "database").StopWithin(TimeSpan.FromSeconds(10));
        Add(dispatcher, "cache").After("database").StopWithin(TimeSpan.FromSeconds(10));
        Add(dispatcher, "poller").After("cache").StopWithin(TimeSpan.FromSeconds(10));
        Add(dispatcher, "aside").StopWithin(TimeSpan.FromSeconds(5));

        var warning = Assert.Single(dispatcher.Plan().Warnings);

        Assert.Equal(
            "The chain poller -> cache -> database may take 33 s to stop, and the stop budget of 25 s leaves 22.5 s for units: "
            + "their graces will shrink. Lower their StopWithin, or raise StopBudget.",
            warning);
    }

    [Theory]
    [InlineData(21.5, 0)]
    [InlineData(21.6, 1)]
    public void A_plan_warns_exactly_where_graces_would_shrink(double grace, int warnings)
    {
        var dispatcher = new Dispatcher();
        Add(dispatcher, "only").StopWithin(TimeSpan.FromSeconds(grace));

        Assert.Equal(warnings, dispatcher.Plan().Warnings.Count);
    }

    [Fact]
    public void An_endless_budget_warns_of_nothing_and_an_endless_grace_of_a_limited_one()
    {
        var endless = new Dispatcher(new() { StopBudget = Timeout.InfiniteTimeSpan });
        Add(endless, "patient").StopWithin(Timeout.InfiniteTimeSpan);
        var limited = new Dispatcher();
        Add(limited, "patient").StopWithin(Timeout.InfiniteTimeSpan);

        Assert.Empty(endless.Plan().Warnings);
        Assert.Equal(TimeSpan.MaxValue, endless.Plan().WorstStop);
        Assert.Contains("unlimited", Assert.Single(limited.Plan().Warnings));
    }

    [Fact]
    public void An_endless_start_is_the_worst_start()
    {
        var dispatcher = new Dispatcher();
        Add(dispatcher, "first").StartWithin(Timeout.InfiniteTimeSpan);
        Add(dispatcher, "second").After("first");

        var plan = dispatcher.Plan();

        Assert.Equal(TimeSpan.MaxValue, plan.WorstStart);
        Assert.Equal(["first", "second"], plan.CriticalPath);
    }

    [Fact]
    public void In_order_everything_is_one_chain()
    {
        var dispatcher = new Dispatcher(new() { InOrder = true });
        Add(dispatcher, "a").After("c");
        Add(dispatcher, "b");
        Add(dispatcher, "c");

        Assert.Equal([["b"], ["c"], ["a"]], dispatcher.Plan().Layers);
    }

    [Fact]
    public void A_plan_of_nothing_is_empty()
    {
        var plan = new Dispatcher().Plan();

        Assert.Empty(plan.Layers);
        Assert.Empty(plan.CriticalPath);
        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero), (plan.WorstStart, plan.WorstStop));
        Assert.Empty(plan.Warnings);
    }

    [Fact]
    public void Planning_starts_nothing_and_leaves_the_definition_open() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("poller", world.Serves("poller"));
        Assert.Single(dispatcher.Plan().Layers);

        dispatcher.AddLifespan("database", world.Holds("database"));
        dispatcher["poller"].After("database");
        Assert.Equal(2, dispatcher.Plan().Layers.Count);
        Assert.Equal(2, dispatcher.Plan().Layers.Count);
        Assert.Equal(DispatcherState.Idle, dispatcher.State);
        Assert.Empty(world.Journal);
        await dispatcher.StartAsync();

        Assert.Equal(["database up", "poller up"], world.Journal);
        Assert.Equal([["database"], ["poller"]], dispatcher.Plan().Layers);
        await dispatcher.StopAsync();
    });

    private static Dispatcher Diamond()
    {
        var dispatcher = new Dispatcher();
        Add(dispatcher, "bottom").StartWithin(TimeSpan.FromSeconds(10)).StopWithin(TimeSpan.FromSeconds(3));
        Add(dispatcher, "left").After("bottom").StartWithin(TimeSpan.FromSeconds(5)).StopWithin(TimeSpan.FromSeconds(4));
        Add(dispatcher, "right").After("bottom").StartWithin(TimeSpan.FromSeconds(20)).StopWithin(TimeSpan.FromSeconds(2));
        Add(dispatcher, "top").After("left").After("right").StopWithin(TimeSpan.FromSeconds(5));
        Add(dispatcher, "aside").StartWithin(TimeSpan.FromSeconds(50)).StopWithin(TimeSpan.FromSeconds(1));
        return dispatcher;
    }

    private static UnitHandle Add(Dispatcher dispatcher, string name) => dispatcher.AddTask(name, static _ => Task.CompletedTask);
}
