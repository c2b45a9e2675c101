namespace Vahta.Tests.Starting;

public sealed class StartLimitTests
{
    [Theory]
    [InlineData(Entry.StartAsync)]
    [InlineData(Entry.RunAsync)]
    public void D6_S6_a_start_that_takes_too_long_fails_by_name_limit_and_line(Entry entry) => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddLifespan("below", world.Holds("below"));
        dispatcher.AddLifespan("slow", stopping => ConnectAsync(stopping)).After("below").StartWithin(TimeSpan.FromSeconds(5));

        var report = await dispatcher.LiveAsync(entry);

        var error = Assert.IsType<UnitTimeoutException>(Assert.Single(report.Errors));
        Assert.Equal(("slow", TimeSpan.FromSeconds(5)), (error.Unit, error.Limit));
        Assert.StartsWith("Unit 'slow' was not ready within 5 s. It is awaiting at ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("raise StartWithin.", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{nameof(StartLimitTests)}.{nameof(ConnectAsync)} (StartLimitTests.cs:", error.AwaitingAt);
        Assert.Equal(error.AwaitingAt, report.Units[1].AwaitingAt);
        Assert.Equal(["below up", "below down"], world.Journal);
        Assert.Equal(3, report.ExitCode);
        Assert.Equal(UnitState.Failed, report.Units[1].State);
        Assert.Equal(TimeSpan.FromSeconds(5), report.Starting);
    });

    [Fact]
    public void A_start_limit_is_thirty_seconds_by_default() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddJob("endless", stopping => world.Delay(1000, stopping));

        var thrown = await Thrown.By<UnitTimeoutException>(dispatcher.StartAsync());

        Assert.Equal(TimeSpan.FromSeconds(30), thrown.Limit);
        Assert.Contains("was not completed within 30 s", thrown.Message);
        Assert.Equal(TimeSpan.FromSeconds(30), world.Now);
    });

    [Fact]
    public void A_start_may_be_endless_when_that_is_asked_for() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("patient", world.Holds("patient", setup: 100_000)).StartWithin(Timeout.InfiniteTimeSpan);

        await dispatcher.StartAsync();

        Assert.Equal(TimeSpan.FromSeconds(100_000), world.Now);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void A_start_that_ignores_its_token_is_abandoned_a_second_after_its_limit() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddJob("deaf", _ => new TaskCompletionSource().Task).StartWithin(TimeSpan.FromSeconds(5));

        var report = await dispatcher.RunAsync();

        Assert.Equal(UnitState.Abandoned, report.Units[0].State);
        Assert.Equal(TimeSpan.FromSeconds(6), world.Now);
        Assert.Equal(3, report.ExitCode);
        Assert.IsType<UnitTimeoutException>(Assert.Single(report.Errors));
    });

    [Fact]
    public void A_setup_that_succeeds_after_its_limit_is_torn_down_and_still_a_failure() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddLifespan("late", async (CancellationToken _) =>
        {
            await world.Delay(5.5);
            world.Note("late up");
            return 1;
        }, (_, _) =>
        {
            world.Note("late down");
            return Task.CompletedTask;
        }).StartWithin(TimeSpan.FromSeconds(5));

        var report = await dispatcher.RunAsync();

        Assert.Equal(["late up", "late down"], world.Journal);
        Assert.IsType<UnitTimeoutException>(Assert.Single(report.Errors));
        Assert.Equal(UnitState.Failed, report.Units[0].State);
        Assert.Equal(3, report.ExitCode);
    });

    [Fact]
    public void An_abandoned_setup_that_ends_after_all_is_torn_down_at_once() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("other", world.Serves("other"));
        dispatcher.AddLifespan("late", async (CancellationToken _) =>
        {
            await world.Delay(9);
            world.Note("late up");
            return 1;
        }, (_, _) =>
        {
            world.Note("late down");
            return Task.CompletedTask;
        }).StartWithin(TimeSpan.FromSeconds(5)).IgnoreFailure();

        await dispatcher.StartAsync();
        Assert.Equal(UnitState.Abandoned, dispatcher["late"].State);
        Assert.Equal(TimeSpan.FromSeconds(6), world.Now);
        await world.Delay(10);

        Assert.Equal(["other up", "late up", "late down"], world.Journal);
        Assert.Equal("late", Assert.Single(world.Told<UnitEndedLate>()).Unit);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void What_a_late_start_throws_is_told_after_the_limit() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddJob("late", async stopping =>
        {
            try
            {
                await world.Delay(100, stopping);
            }
            catch (OperationCanceledException)
            {
                throw new IOException("while being cut short");
            }
        }).StartWithin(TimeSpan.FromSeconds(5));

        var report = await dispatcher.RunAsync();

        Assert.Equal([typeof(UnitTimeoutException), typeof(IOException)], report.Errors.Select(error => error.GetType()));
        Assert.IsType<UnitTimeoutException>(report.Reason.Exception);
    });

    [Fact]
    public void Each_unit_has_its_own_limit_from_its_own_beginning() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("1", world.Holds("1", setup: 4)).StartWithin(TimeSpan.FromSeconds(5));
        dispatcher.AddLifespan("2", world.Holds("2", setup: 4)).After("1").StartWithin(TimeSpan.FromSeconds(5));
        dispatcher.AddLifespan("3", world.Holds("3", setup: 4)).After("2").StartWithin(TimeSpan.FromSeconds(5));

        await dispatcher.StartAsync();

        Assert.Equal(TimeSpan.FromSeconds(12), world.Now);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void A_unit_that_is_late_to_start_is_told_once_with_the_line() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddLifespan("slow", stopping => ConnectAsync(stopping)).StartWithin(TimeSpan.FromSeconds(5));

        await dispatcher.RunAsync();
        await world.QuietAsync();

        var late = Assert.Single(world.Told<UnitLate>("slow"));
        Assert.Equal((UnitState.Starting, TimeSpan.FromSeconds(5)), (late.State, late.Limit));
        Assert.Contains(nameof(ConnectAsync), late.AwaitingAt);
    });

    private static async Task<int> ConnectAsync(CancellationToken stopping) => await new TaskCompletionSource<int>().Task.WaitAsync(stopping);
}
