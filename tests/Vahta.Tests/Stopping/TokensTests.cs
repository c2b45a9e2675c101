namespace Vahta.Tests.Stopping;

public sealed class TokensTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void I13_the_three_tokens_fire_in_growing_urgency_and_never_a_later_one_without_the_earlier(bool hurried) => Scenario.Explore(50, async world =>
    {
        using var hurry = new CancellationTokenSource();
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("poller", async (unit, _) =>
        {
            unit.Aborting.Register(() => Note("aborting", unit));
            unit.Stopping.Register(() => Note("stopping", unit));
            unit.Ending.Register(() => Note("ending", unit));
            await world.Fires(unit.Aborting);
        }).StopWithin(TimeSpan.FromSeconds(3));
        await dispatcher.StartAsync();
        if (hurried)
        {
            hurry.Cancel();
        }

        await dispatcher.StopAsync(hurry.Token);

        Assert.Equal(["ending True False False", "stopping True True False", "aborting True True True"], world.Journal);

        void Note(string what, UnitContext unit) => world.Note(
            $"{what} {unit.Ending.IsCancellationRequested} {unit.Stopping.IsCancellationRequested} {unit.Aborting.IsCancellationRequested}");
    });

    [Fact]
    public void I13_ending_fires_for_everyone_at_the_announcement_and_stopping_at_each_ones_turn() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var first = dispatcher.AddTask("first", Body);
        dispatcher.AddTask("second", Body).After(first);
        await dispatcher.StartAsync();
        await world.Delay(1);

        await dispatcher.StopAsync();

        Assert.Equal(["first ending 1", "first stopping 3", "second ending 1", "second stopping 1"], world.Journal.Order());

        async Task Body(UnitContext unit, CancellationToken stopping)
        {
            await world.Fires(unit.Ending);
            world.Note($"{unit.Name} ending {world.Now.TotalSeconds}");
            await world.Fires(stopping);
            world.Note($"{unit.Name} stopping {world.Now.TotalSeconds}");
            await world.Delay(2);
        }
    });

    [Fact]
    public void I13_a_token_first_asked_for_after_it_has_fired_has_fired() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("poller", async (unit, _) =>
        {
            await world.Delay(15);
            world.Note($"{unit.Ending.IsCancellationRequested} {unit.Aborting.IsCancellationRequested}");
        }).StopWithin(TimeSpan.FromSeconds(14.5));
        await dispatcher.StartAsync();

        await dispatcher.StopAsync();

        Assert.Equal(["True True"], world.Journal);
    });

    [Fact]
    public void S44_ending_the_work_by_the_ending_token_is_an_orderly_end() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var first = dispatcher.AddTask("first", (unit, _) => world.Delay(100, unit.Ending));
        dispatcher.AddTask("second", world.StopsIn("second", 2)).After(first);
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();

        Assert.Equal((0, UnitState.Stopped), (report.ExitCode, report.Of("first").State));
        Assert.Empty(report.LaterReasons);
    });

    [Theory]
    [InlineData("Ending")]
    [InlineData("Stopping")]
    [InlineData("Aborting")]
    public void G3_a_callback_of_a_token_that_throws_is_told_once_and_stops_nobody(string which) => Scenario.Explore(30, async world =>
    {
        var thrown = new IOException("callback");
        var dispatcher = world.Dispatcher();
        var database = dispatcher.AddLifespan("database", world.Holds("database"));
        dispatcher.AddTask("poller", async (unit, _) =>
        {
            var token = which switch { "Ending" => unit.Ending, "Stopping" => unit.Stopping, _ => unit.Aborting };
            token.Register(() => throw thrown);
            await world.Fires(unit.Aborting);
        }).After(database).StopWithin(TimeSpan.FromSeconds(2));
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();
        await world.QuietAsync();

        Assert.Equal(["database up", "database down"], world.Journal);
        Assert.Same(thrown, Assert.Single(report.Errors));
        Assert.Same(thrown, Assert.Single(Assert.Single(world.Told<UnitFailed>()).Exceptions));
        Assert.Equal((1, UnitState.Failed), (report.ExitCode, report.Of("poller").State));
    });

    [Fact]
    public void G3_a_callback_on_the_dispatchers_own_token_that_throws_is_told_once() => Scenario.Explore(50, async world =>
    {
        var thrown = new IOException("outside");
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("poller", world.StopsIn("poller", 1));
        dispatcher.Stopping.Register(() => throw thrown);
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();
        await world.QuietAsync();

        Assert.Same(thrown, Assert.Single(report.Errors));
        Assert.Equal(1, report.ExitCode);
        Assert.Equal("Dispatcher.Stopping", Assert.Single(world.Told<HookFailed>()).Hook);
    });

    [Fact]
    public void G3_a_callback_on_the_dispatchers_own_token_is_heard_even_where_there_is_nothing_to_stop() => Scenario.Explore(50, async world =>
    {
        var thrown = new IOException("outside");
        var dispatcher = world.Dispatcher();
        dispatcher.Stopping.Register(() => throw thrown);
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();

        Assert.Same(thrown, Assert.Single(report.Errors));
    });

    [Fact]
    public void I13_the_dispatchers_own_token_fires_at_the_announcement() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("poller", world.StopsIn("poller", 5));
        dispatcher.Stopping.Register(() => world.Note($"stopping at {world.Now.TotalSeconds}"));
        await dispatcher.StartAsync();
        await world.Delay(1);

        Assert.False(dispatcher.Stopping.IsCancellationRequested);
        await dispatcher.StopAsync();

        Assert.Contains("stopping at 1", world.Journal);
    });

    [Fact]
    public void The_token_of_a_close_delegate_fires_when_its_time_is_up() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("database", _ => Task.CompletedTask, async aborting =>
        {
            Assert.False(aborting.IsCancellationRequested);
            await world.Fires(aborting);
            world.Note($"aborted at {world.Now.TotalSeconds}");
        }).StopWithin(TimeSpan.FromSeconds(4));
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();

        Assert.Equal(["aborted at 4"], world.Journal);
        Assert.Equal(0, report.ExitCode);
    });
}
