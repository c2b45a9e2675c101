namespace Vahta.Testing.Tests.Time;

public sealed class LimitOfASimulationTests
{
    [Fact]
    public void A_scenario_that_never_ends_is_ended_after_30_days_of_virtual_time()
    {
        var failure = Assert.Throws<SimulationException>(() => Simulation.Run(async simulation =>
        {
            while (true)
            {
                await simulation.Delay(3600);
            }
        }));

        Assert.Equal(TimeSpan.FromDays(30), failure.At);
        Assert.Contains("The scenario is not over after 30 days of virtual time. End it, or raise the simulation's Limit.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_limit_is_the_scenarios_to_set()
    {
        Simulation.Run(simulation =>
        {
            simulation.Limit = TimeSpan.FromDays(31);
            return simulation.Delay(TimeSpan.FromDays(31).TotalSeconds);
        });

        var failure = Assert.Throws<SimulationException>(() => Simulation.Run(simulation =>
        {
            simulation.Limit = TimeSpan.FromHours(36);
            return simulation.Delay(TimeSpan.FromHours(36.001).TotalSeconds);
        }));

        Assert.Contains("after 1.5 days", failure.Message, StringComparison.Ordinal);
    }
}
