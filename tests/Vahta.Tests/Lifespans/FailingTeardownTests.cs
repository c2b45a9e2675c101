namespace Vahta.Tests.Lifespans;

public sealed class FailingTeardownTests
{
    [Theory]
    [InlineData(Entry.StartAsync)]
    [InlineData(Entry.RunAsync)]
    public void A6_B4_a_teardown_that_throws_keeps_no_other_from_running(Entry entry) => Scenario.Explore(100, async world =>
    {
        var failure = new IOException("teardown of 2");
        var dispatcher = Three(world, null, failure, null);

        var report = await dispatcher.LiveAsync(entry);

        Assert.Equal(["3 closes", "2 closes", "1 closes"], world.Journal);
        Assert.Equal(1, report.ExitCode);
        Assert.Equal([UnitState.Stopped, UnitState.Failed, UnitState.Stopped], report.Units.Select(unit => unit.State));
        Assert.Same(failure, Assert.Throws<IOException>(report.ThrowIfFailed));
    });

    [Theory]
    [InlineData(Entry.StartAsync)]
    [InlineData(Entry.RunAsync)]
    public void A7_several_teardowns_that_throw_are_told_together_in_their_order(Entry entry) => Scenario.Explore(100, async world =>
    {
        var second = new IOException("teardown of 2");
        var third = new TimeoutException("teardown of 3");
        var dispatcher = Three(world, null, second, third);

        var report = await dispatcher.LiveAsync(entry);

        Assert.Equal(["3 closes", "2 closes", "1 closes"], world.Journal);
        Assert.Equal([third, second], report.Errors);
        Assert.Equal([third, second], Assert.Throws<AggregateException>(report.ThrowIfFailed).InnerExceptions);
    });

    [Fact]
    public void A8_a_cancellation_nobody_asked_for_is_a_failure_of_a_teardown_like_any_other() => Scenario.Explore(100, async world =>
    {
        var second = new OperationCanceledException("teardown of 2");
        var third = new TaskCanceledException("teardown of 3");
        var dispatcher = Three(world, null, second, third);

        var report = await dispatcher.LiveAsync(Entry.StartAsync);

        Assert.Equal(["3 closes", "2 closes", "1 closes"], world.Journal);
        Assert.Equal([third, second], report.Errors);
        Assert.Equal([third, second], Assert.Throws<AggregateException>(report.ThrowIfFailed).InnerExceptions);
    });

    [Fact]
    public void A_cancellation_by_the_token_of_a_teardown_whose_time_is_up_is_no_failure() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddLifespan("slow", _ => Task.CompletedTask, aborting => world.Delay(1000, aborting)).StopWithin(TimeSpan.FromSeconds(2));

        var report = await dispatcher.LiveAsync(Entry.StartAsync);

        Assert.Equal(0, report.ExitCode);
        Assert.Equal(TimeSpan.FromSeconds(2), report.Stopping);
        Assert.Equal(UnitState.Stopped, report.Units[0].State);
    });

    [Fact]
    public void K7_a_failing_teardown_of_one_layer_does_not_keep_the_other_layers_up() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Application();
        var bottom = dispatcher.AddLifespan("bottom", world.Holds("bottom"));
        var left = Failing(world, dispatcher, "left", new IOException("left")).After(bottom);
        var right = dispatcher.AddLifespan("right", world.Holds("right", teardown: 1)).After(bottom);
        Failing(world, dispatcher, "top", new IOException("top")).After(left).After(right);

        var report = await dispatcher.LiveAsync(Entry.StartAsync);

        Assert.Equal(["bottom down", "right down"], world.Journal.Where(noted => noted.EndsWith("down", StringComparison.Ordinal)).Order());
        Assert.Equal("bottom down", world.Journal[^1]);
        Assert.Equal(["top", "left"], report.Errors.Select(error => error.Message));
    });

    [Fact]
    public void Each_failing_teardown_is_one_event_with_the_users_own_exception() => Scenario.Explore(50, async world =>
    {
        var failure = new IOException("teardown of 2");
        var dispatcher = Three(world, null, failure, null);

        await dispatcher.LiveAsync(Entry.StartAsync);
        await world.QuietAsync();

        var told = Assert.Single(world.Told<UnitFailed>());
        Assert.Equal("2", told.Unit);
        Assert.Same(failure, Assert.Single(told.Exceptions));
    });

    private static Dispatcher Three(Scenario world, Exception? first, Exception? second, Exception? third)
    {
        var dispatcher = world.Application();
        var one = Failing(world, dispatcher, "1", first);
        var two = Failing(world, dispatcher, "2", second).After(one);
        Failing(world, dispatcher, "3", third).After(two);
        return dispatcher;
    }

    private static UnitHandle Failing(Scenario world, Dispatcher dispatcher, string name, Exception? failure) =>
        dispatcher.AddLifespan(name, _ => Task.CompletedTask, async _ =>
        {
            world.Note($"{name} closes");
            await Task.Yield();
            if (failure is not null)
            {
                throw failure;
            }
        });
}
