namespace Vahta.Testing.Tests.Time;

public sealed class LimitsOfADispatcherTests
{
    [Fact]
    public void M6_a_start_limit_is_kept_in_virtual_time() => Simulation.Explore(10, async simulation =>
    {
        await using var dispatcher = new Dispatcher(simulation.Options);
        dispatcher.AddLifespan("database", simulation.Holds("database", setup: 3600)).StartWithin(TimeSpan.FromMinutes(10));

        var thrown = await Assert.ThrowsAsync<UnitTimeoutException>(() => dispatcher.StartAsync());

        Assert.Contains("'database'", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromMinutes(10), simulation.Now);
    });

    [Fact]
    public void M6_a_grace_is_kept_in_virtual_time() => Simulation.Explore(10, async simulation =>
    {
        await using var dispatcher = new Dispatcher(simulation.Options);
        dispatcher.AddTask("deaf", _ => new TaskCompletionSource().Task).StopWithin(TimeSpan.FromSeconds(7));
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();

        Assert.Equal((4, TimeSpan.FromSeconds(7 + 1)), (report.ExitCode, report.Stopping));
    });

    [Fact]
    public void M6_the_stop_budget_is_kept_in_virtual_time() => Simulation.Explore(10, async simulation =>
    {
        simulation.Options.StopBudget = TimeSpan.FromMinutes(1);
        await using var dispatcher = new Dispatcher(simulation.Options);
        UnitHandle? before = null;
        for (var index = 0; index < 10; index++)
        {
            var deaf = dispatcher.AddTask($"deaf-{index}", _ => new TaskCompletionSource().Task).StopWithin(TimeSpan.FromMinutes(5));
            before = before is null ? deaf : deaf.After(before);
        }

        await dispatcher.StartAsync();

        Assert.InRange((await dispatcher.StopAsync()).Stopping, TimeSpan.FromSeconds(50), TimeSpan.FromMinutes(1));
        simulation.Trace.AssertEndedWithin(TimeSpan.FromMinutes(1));
    });

    [Fact]
    public void M6_what_hooks_may_take_is_kept_in_virtual_time() => Simulation.Explore(10, async simulation =>
    {
        await using var dispatcher = new Dispatcher(simulation.Options);
        dispatcher.OnStopping(_ => new TaskCompletionSource().Task);
        dispatcher.AddTask("poller", simulation.Serves("poller"));
        await dispatcher.StartAsync();

        Assert.Equal(TimeSpan.FromSeconds(2), (await dispatcher.StopAsync()).Stopping);
    });
}
