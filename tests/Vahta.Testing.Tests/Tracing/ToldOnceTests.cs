namespace Vahta.Testing.Tests.Tracing;

public sealed class ToldOnceTests
{
    private static readonly IOException s_first = new("the first");
    private static readonly IOException s_second = new("the second");

    [Fact]
    public void It_holds_for_units_and_hooks_that_fail() => Simulation.Explore(10, async simulation =>
    {
        await FailAsync(simulation);

        Assert.Equal(2, simulation.Trace.Of<UnitFailed>().Count + simulation.Trace.Of<HookFailed>().Count);
        simulation.Trace.AssertToldOnce();
    });

    [Fact]
    public void A_failure_told_twice_is_named() => Simulation.Run(async simulation =>
    {
        await FailAsync(simulation);

        var broken = simulation.Trace.With(events => events.Concat(events.OfType<UnitFailed>()));

        Assert.Equal("IOException: the first was told 2 times.", broken.Says(trace => trace.AssertToldOnce()));
    });

    [Fact]
    public void A_failure_that_was_not_told_is_named_and_so_is_every_other() => Simulation.Run(async simulation =>
    {
        await FailAsync(simulation);

        var broken = simulation.Trace.With(events => events.Where(happened => happened is not (UnitFailed or HookFailed)));

        Assert.Equal(
            "IOException: the first, thrown by 'poller', was not told.\nIOException: the second, thrown by 'OnStopping #1', was not told.",
            broken.Says(trace => trace.AssertToldOnce()));
    });

    [Fact]
    public void A_failure_told_as_another_object_was_not_told() => Simulation.Run(async simulation =>
    {
        await FailAsync(simulation);

        var broken = simulation.Trace.With(events => events.Select(happened => happened is UnitFailed failed ? failed with { Exceptions = [new IOException("the first")] } : happened));

        Assert.Equal("IOException: the first, thrown by 'poller', was not told.", broken.Says(trace => trace.AssertToldOnce()));
    });

    [Fact]
    public void A_setup_that_fails_in_several_ways_is_told_with_each() => Simulation.Explore(10, async simulation =>
    {
        var dispatcher = new Dispatcher(simulation.Options);
        dispatcher.AddLifespan("database", _ => Task.WhenAll(Task.FromException(s_first), Task.FromException(s_second)), _ => Task.CompletedTask).IgnoreFailure();
        await dispatcher.StartAsync();
        await dispatcher.StopAsync();

        Assert.Equal([s_first, s_second], Assert.Single(simulation.Trace.Of<UnitFailed>()).Exceptions);
        simulation.Trace.AssertToldOnce();
        Assert.Contains("was not told", simulation.Trace.With(events => events.Where(happened => happened is not UnitFailed)).Says(trace => trace.AssertToldOnce()), StringComparison.Ordinal);
    });

    [Fact]
    public void What_ends_in_time_because_it_was_told_to_is_no_failure() => Simulation.Explore(10, async simulation =>
    {
        var dispatcher = new Dispatcher(simulation.Options);
        dispatcher.AddTask("poller", stopping => simulation.Delay(1000, stopping));
        await dispatcher.StartAsync();
        await dispatcher.StopAsync();

        simulation.Trace.AssertToldOnce();
    });

    private static async Task FailAsync(Simulation simulation)
    {
        var dispatcher = new Dispatcher(simulation.Options);
        dispatcher.OnStopping(_ => Task.CompletedTask);
        dispatcher.AddTask("poller", simulation.Serves("poller")).IgnoreFailure();
        simulation.Faults.Throw("poller", FaultPoint.Run, s_first).Throw("OnStopping #1", FaultPoint.Hook, s_second);
        await dispatcher.StartAsync();
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(1));
        await dispatcher.StopAsync();
    }
}
