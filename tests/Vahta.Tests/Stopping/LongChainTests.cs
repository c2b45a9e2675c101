namespace Vahta.Tests.Stopping;

public sealed class LongChainTests
{
    [Fact]
    public void G19_in_a_chain_of_a_thousand_a_unit_that_takes_its_moment_is_not_called_late() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher(options => options.InOrder = true);
        for (var index = 0; index < 1000; index++)
        {
            dispatcher.AddLifespan($"unit-{index}", world.Holds($"unit-{index}", teardown: index % 100 == 0 ? 0.09 : 0));
        }

        await dispatcher.StartAsync();
        var report = await dispatcher.StopAsync();

        Assert.Equal(0, report.ExitCode);
        Assert.Empty(world.Told<UnitLate>());
        Assert.Equal(TimeSpan.FromSeconds(0.9), report.Stopping);
    });
}
