namespace Vahta.Tests.Units;

public sealed class UnitWordsTests
{
    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("two words")]
    [InlineData("a/b")]
    [InlineData("имя")]
    [InlineData("a😀")]
    [InlineData("a–b")]
    [InlineData("name\n")]
    [InlineData("a:b")]
    public void An_invalid_name_is_refused_at_once_and_says_what_is_allowed(string name)
    {
        var thrown = Assert.Throws<ArgumentException>("name", () => new Dispatcher().AddTask(name, static _ => Task.CompletedTask));

        Assert.Contains($"'{name}'", thrown.Message);
        Assert.Contains("letters, digits, dots, underscores and hyphens", thrown.Message);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("orders.v2_eu-west")]
    [InlineData("..")]
    [InlineData("-1")]
    public void Letters_digits_dots_underscores_and_hyphens_make_a_name(string name) =>
        Assert.Equal(name, new Dispatcher().AddTask(name, static _ => Task.CompletedTask).Name);

    [Fact]
    public void A_negative_start_limit_is_refused_by_unit_and_way_out() => AssertRefused(
        static unit => unit.StartWithin(TimeSpan.FromSeconds(-1)), "StartWithin of unit 'orders' is negative", "Timeout.InfiniteTimeSpan");

    [Fact]
    public void A_start_limit_of_zero_is_refused_by_unit_and_way_out() => AssertRefused(
        static unit => unit.StartWithin(TimeSpan.Zero), "StartWithin of unit 'orders' is zero", "Timeout.InfiniteTimeSpan");

    [Fact]
    public void An_endless_start_limit_must_be_asked_for() => AssertRefused(
        static unit => unit.StartWithin(TimeSpan.MaxValue), "StartWithin of unit 'orders'", "Timeout.InfiniteTimeSpan");

    [Fact]
    public void A_negative_grace_is_refused_by_unit_and_way_out() => AssertRefused(
        static unit => unit.StopWithin(TimeSpan.FromMinutes(-1)), "StopWithin of unit 'orders' is negative", "Timeout.InfiniteTimeSpan");

    [Fact]
    public void An_endless_grace_must_be_asked_for() => AssertRefused(
        static unit => unit.StopWithin(TimeSpan.MaxValue), "StopWithin of unit 'orders'", "Timeout.InfiniteTimeSpan");

    [Fact]
    public void A_stop_budget_is_refused_like_any_limit_and_endless_only_when_asked_for()
    {
        var options = new DispatcherOptions();

        Assert.Equal(TimeSpan.FromSeconds(25), options.StopBudget);
        Assert.Contains("StopBudget is negative", Assert.Throws<ArgumentOutOfRangeException>("value", () => options.StopBudget = TimeSpan.FromTicks(-5)).Message);
        Assert.Contains("StopBudget", Assert.Throws<ArgumentOutOfRangeException>("value", () => options.StopBudget = TimeSpan.MaxValue).Message);
        Assert.Equal(TimeSpan.FromSeconds(25), options.StopBudget);
        options.StopBudget = Timeout.InfiniteTimeSpan;
        Assert.Equal(Timeout.InfiniteTimeSpan, options.StopBudget);
        options.StopBudget = TimeSpan.Zero;
        Assert.Equal(TimeSpan.Zero, options.StopBudget);
    }

    [Fact]
    public void Words_keep_the_handles_type()
    {
        var dispatcher = new Dispatcher();
        var other = dispatcher.AddTask("other", static _ => Task.CompletedTask);

        Lifespan<int> lifespan = dispatcher.AddLifespan("lifespan", static _ => Task.FromResult(1))
            .After(other).After("other").After(other, Dependency.Optional).After("other", Dependency.Bound)
            .StartWithin(TimeSpan.FromSeconds(1)).StopWithin(TimeSpan.Zero).IgnoreFailure();

        Assert.Same(dispatcher["lifespan"], lifespan);
    }

    [Fact]
    public void Words_after_the_start_are_refused_by_unit_and_way_out() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        var unit = dispatcher.AddTask("orders", world.Serves("orders"));
        dispatcher.AddTask("other", world.Serves("other"));
        await dispatcher.StartAsync();

        Action[] words =
        [
            () => unit.After("other"),
            () => unit.After(dispatcher["other"], Dependency.Optional),
            () => unit.StartWithin(TimeSpan.FromSeconds(1)),
            () => unit.StopWithin(TimeSpan.FromSeconds(1)),
            () => unit.NotifiesReady(),
            () => unit.Essential(),
            () => unit.IgnoreFailure(),
        ];
        Assert.All(words, word =>
        {
            var thrown = Assert.Throws<InvalidOperationException>(word);
            Assert.Contains("'orders' is Running", thrown.Message);
            Assert.Contains("before it is started", thrown.Message);
        });
        await dispatcher.StopAsync();
        Assert.All(words, word => Assert.Throws<InvalidOperationException>(word));
    });

    private static void AssertRefused(Action<UnitHandle> word, params string[] said)
    {
        var unit = new Dispatcher().AddTask("orders", static _ => Task.CompletedTask);
        var thrown = Assert.ThrowsAny<ArgumentOutOfRangeException>(() => word(unit));
        Assert.All(said, part => Assert.Contains(part, thrown.Message));
    }
}
