namespace Vahta.Tests.Starting;

public sealed class NotifiesReadyTests
{
    [Theory]
    [InlineData(Entry.StartAsync)]
    [InlineData(Entry.RunAsync)]
    public void D10_a_task_that_notifies_is_ready_when_it_says_so_and_goes_on(Entry entry) => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddTask("consumer", async (unit, stopping) =>
        {
            await world.Delay(7, stopping);
            world.Note("caught up");
            unit.Ready();
            await world.Serves("consumer")(stopping);
        }).NotifiesReady();
        dispatcher.AddLifespan("front", world.Holds("front")).After("consumer");

        var report = await dispatcher.LiveAsync(entry);

        Assert.Equal("caught up", world.Journal[0]);
        Assert.Equal(["consumer up", "front up"], world.Journal.Skip(1).Take(2).Order());
        Assert.Equal(["front down", "consumer down"], world.Journal.Skip(3));
        Assert.Equal(TimeSpan.FromSeconds(7), report.Units[0].Starting);
        Assert.Equal(0, report.ExitCode);
    });

    [Fact]
    public void D11_a_task_that_fails_before_it_is_ready_hands_its_error_to_the_starter() => Scenario.Explore(50, async world =>
    {
        var failure = new IOException("before ready");
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("consumer", async (unit, stopping) =>
        {
            await world.Delay(1, stopping);
            throw failure;
        }).NotifiesReady();

        Assert.Same(failure, await Thrown.By<IOException>(dispatcher.StartAsync()));
        Assert.Equal(UnitState.Failed, dispatcher["consumer"].State);
    });

    [Fact]
    public void D12_S9_a_task_that_ends_without_being_ready_has_failed_by_name_and_nobody_waits_for_it() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddTask("consumer", (_, stopping) => world.Delay(1, stopping)).NotifiesReady();
        dispatcher.AddTask("after", world.Serves("after")).After("consumer");

        var report = await dispatcher.RunAsync();

        var error = Assert.Single(report.Errors);
        Assert.Contains("'consumer' ended before it was ready", error.Message);
        Assert.Contains("Ready()", error.Message);
        Assert.Equal([UnitState.Failed, UnitState.Skipped], report.Units.Select(unit => unit.State));
        Assert.Equal(3, report.ExitCode);
        Assert.Equal(TimeSpan.FromSeconds(1), world.Now);
    });

    [Fact]
    public void D13_saying_ready_twice_is_an_error() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("consumer", (unit, stopping) =>
        {
            unit.Ready();
            var thrown = Assert.Throws<InvalidOperationException>(unit.Ready);
            Assert.Contains("'consumer' has already said that it is ready", thrown.Message);
            return world.Serves("consumer")(stopping);
        }).NotifiesReady();

        var report = await dispatcher.LiveAsync(Entry.StartAsync);

        Assert.Equal(["consumer up", "consumer down"], world.Journal);
        Assert.Equal(0, report.ExitCode);
    });

    [Fact]
    public void Saying_ready_without_having_declared_it_is_an_error_that_says_how_to() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("consumer", (unit, _) =>
        {
            unit.Ready();
            return Task.CompletedTask;
        });

        var thrown = await Thrown.By<InvalidOperationException>(dispatcher.StartAsync());

        Assert.Contains("'consumer'", thrown.Message);
        Assert.Contains(".NotifiesReady()", thrown.Message);
    });

    [Fact]
    public void A_task_that_never_says_ready_is_late_and_fails_the_start() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("consumer", world.Serves("consumer")).NotifiesReady().StartWithin(TimeSpan.FromSeconds(4));

        var thrown = await Thrown.By<UnitTimeoutException>(dispatcher.StartAsync());

        Assert.Equal(("consumer", TimeSpan.FromSeconds(4)), (thrown.Unit, thrown.Limit));
        Assert.Equal(["consumer up", "consumer down"], world.Journal);
    });

    [Fact]
    public void Ready_said_after_the_stop_was_announced_changes_nothing() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("consumer", async (unit, _) =>
        {
            await world.Delay(2);
            unit.Ready();
        }).NotifiesReady();

        var starting = dispatcher.StartAsync();
        await world.Delay(1);
        var report = await dispatcher.StopAsync();
        await starting;

        Assert.Equal(0, report.ExitCode);
        Assert.Equal(UnitState.Stopped, report.Units[0].State);
        Assert.Empty(world.Told<UnitReady>());
    });

    [Fact]
    public void Ready_said_on_another_thread_counts() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("consumer", async (unit, stopping) =>
        {
            var saying = new Thread(unit.Ready);
            saying.Start();
            saying.Join();
            await world.Serves("consumer")(stopping);
        }).NotifiesReady();

        await dispatcher.StartAsync();

        Assert.Equal(UnitState.Running, dispatcher["consumer"].State);
        await dispatcher.StopAsync();
    });
}
