namespace Vahta.Testing.Tests.Time;

public sealed class WallClockTests
{
    [Theory]
    [InlineData(+2)]
    [InlineData(-2)]
    public void A_jump_of_the_wall_clock_moves_the_date_and_no_timer(int hours) => Simulation.Explore(10, async simulation =>
    {
        var (date, began) = (simulation.TimeProvider.GetUtcNow(), simulation.TimeProvider.GetTimestamp());
        var hour = simulation.Delay(3600);
        await simulation.AdvanceAsync(TimeSpan.FromMinutes(1));

        simulation.JumpClock(TimeSpan.FromHours(hours));

        Assert.Equal(date + TimeSpan.FromHours(hours) + TimeSpan.FromMinutes(1), simulation.TimeProvider.GetUtcNow());
        Assert.Equal(TimeSpan.FromMinutes(1), simulation.TimeProvider.GetElapsedTime(began));
        await simulation.AdvanceAsync(TimeSpan.FromMinutes(58));
        Assert.False(hour.IsCompleted);
        await simulation.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.True(hour.IsCompleted);
        Assert.Contains(simulation.Trace.Entries, entry => entry.What == $"the wall clock jumps by {TimeSpan.FromHours(hours)}");
    });

    [Fact]
    public void A_dispatchers_limits_do_not_care_for_the_wall_clock() => Simulation.Explore(10, async simulation =>
    {
        await using var dispatcher = new Dispatcher(simulation.Options);
        dispatcher.AddLifespan("database", simulation.Holds("database", teardown: 5));
        await dispatcher.StartAsync();
        var stopping = dispatcher.StopAsync();
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(1));

        simulation.JumpClock(TimeSpan.FromDays(1));

        Assert.Equal((0, TimeSpan.FromSeconds(5)), ((await stopping).ExitCode, (await stopping).Stopping));
    });
}
