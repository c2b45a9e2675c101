using Vahta.Testing;

namespace Vahta.Hosting.Tests.Systemd;

public sealed class WatchdogTests
{
    [Fact]
    public void S57_signs_of_life_come_twice_an_interval_from_the_start_to_the_end() => Simulation.Explore(20, async simulation =>
    {
        var dispatcher = new Dispatcher(simulation.Options);
        var told = Told.By(dispatcher, simulation, TimeSpan.FromSeconds(3));
        dispatcher.AddTask("poller", simulation.Fires);
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(4));
        Assert.Empty(told.Messages);

        await dispatcher.StartAsync();
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(5));
        Assert.Equal([4, 5.5, 7, 8.5], Seconds(told));
        await dispatcher.StopAsync();
        var signs = Seconds(told).Count;
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(signs, Seconds(told).Count);
    });

    [Fact]
    public void S57_without_a_watchdog_no_signs_of_life_are_given() => Simulation.Run(async simulation =>
    {
        var dispatcher = new Dispatcher(simulation.Options);
        var told = Told.By(dispatcher, simulation);
        dispatcher.AddTask("poller", simulation.Fires);
        await dispatcher.StartAsync();

        await simulation.AdvanceAsync(TimeSpan.FromMinutes(5));

        Assert.Equal(["READY=1"], told.States);
        Assert.Empty(Seconds(told));
        await dispatcher.StopAsync();
    });

    private static IReadOnlyList<double> Seconds(Told told) => [.. told.TimesOf("WATCHDOG=").Select(time => time.TotalSeconds)];
}
