namespace Vahta.Testing.Tests.Time;

public sealed class VirtualTimeTests
{
    [Fact]
    public void M1_a_day_of_ticks_of_one_second_counts_exactly_86400() => Simulation.Run(async simulation =>
    {
        var ticks = 0;
        await using var dispatcher = new Dispatcher(simulation.Options);
        dispatcher.AddTask("ticker", async (unit, stopping) =>
        {
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), unit.TimeProvider);
            while (await timer.WaitForNextTickAsync(stopping))
            {
                ticks++;
            }
        });
        await dispatcher.StartAsync();

        await simulation.AdvanceAsync(TimeSpan.FromHours(24));
        var report = await dispatcher.StopAsync();

        Assert.Equal(86_400, ticks);
        Assert.Equal((0, TimeSpan.FromHours(24)), (report.ExitCode, report.Running));
    });
}
