namespace Vahta.Tests.Reports;

public sealed class TextTests
{
    [Fact]
    public void A_plan_prints_its_layers_its_worst_times_and_its_warnings()
    {
        var dispatcher = new Dispatcher();
        var database = dispatcher.AddLifespan("database", _ => Task.FromResult("database"));
        dispatcher.AddTask("poller", _ => Task.CompletedTask).After(database).StopWithin(TimeSpan.FromSeconds(20));

        var text = dispatcher.Plan().ToString();

        Assert.Equal(
            """
            1. database
            2. poller
            Start at worst 60 s, critical path database -> poller
            Stop at worst 32 s
            Warning: The chain poller -> database may take 32 s to stop, and the stop budget of 25 s leaves 22.5 s for units: their graces will shrink. Lower their StopWithin, or raise StopBudget.
            """, text);
    }

    [Fact]
    public void A_snapshot_prints_a_line_a_unit() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        var gate = dispatcher.AddTask("gate", (_, stopping) => world.Delay(100, stopping)).NotifiesReady();
        dispatcher.AddTask("poller", world.Serves("poller")).After(gate);
        var starting = dispatcher.StartAsync();
        await world.Delay(2);

        var text = dispatcher.Snapshot().ToString();

        const string Site = @"awaiting at Task\.Delay[^,)
]*";
        Assert.Matches($@"\AStarting\ngate Starting for 2 s, {Site}\npoller Pending for 2 s, waiting for gate \(Starting for 2 s, {Site}\)\z", text);
        await dispatcher.StopAsync();
        await starting;
    });
}
