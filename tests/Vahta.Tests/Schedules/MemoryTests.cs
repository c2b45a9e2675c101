namespace Vahta.Tests.Schedules;

[Collection(ProcessToItself.Name)]
public sealed class MemoryTests
{
    // A day of ticks must leave nothing behind: neither a timer nor what waits for one.
    [Fact]
    public void A_day_of_occurrences_leaves_no_memory_behind() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher(options => options.Environment = null);
        dispatcher.AddSchedule("tick", Schedule.Every(TimeSpan.FromSeconds(1)) with { Jitter = TimeSpan.FromSeconds(0.5) }, async stopping => await world.Delay(0.1, stopping));
        dispatcher.AddSchedule("stuck", Schedule.Every(TimeSpan.FromSeconds(1)) with { RunOnStart = true }, async stopping => await world.Fires(stopping));
        await dispatcher.StartAsync();
        await world.Simulation.AdvanceAsync(TimeSpan.FromMinutes(10));
        var before = GC.GetTotalMemory(forceFullCollection: true);

        await world.Simulation.AdvanceAsync(TimeSpan.FromHours(6));

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 2_000_000);
        await dispatcher.StopAsync();
    });
}
