namespace Vahta.Tests.Telemetry;

[Collection(ProcessToItself.Name)]
public sealed class MetricTests
{
    [Fact]
    public void G16_starts_and_stops_are_measured_in_seconds_by_unit_and_kind() => Scenario.Run(async world =>
    {
        using var meters = new Meters();
        var dispatcher = world.Dispatcher();
        var database = dispatcher.AddLifespan("database", world.Holds("database", setup: 2, teardown: 3));
        dispatcher.AddJob("migration", world.EndsAfter(1)).After(database);
        await dispatcher.StartAsync();
        await dispatcher.StopAsync();

        Assert.Equal(["1 name=database kind=lifespan", "1 name=migration kind=job"], meters.Of("vahta.unit.starts"));
        Assert.Equal(["2 name=database kind=lifespan", "1 name=migration kind=job"], meters.Of("vahta.unit.start.duration"));
        Assert.Equal(["3 name=database kind=lifespan"], meters.Of("vahta.unit.stop.duration"));
        Assert.Equal(["3"], meters.Of("vahta.dispatcher.start.duration"));
        Assert.Equal(["3 cause=requested"], meters.Of("vahta.dispatcher.stop.duration"));
        Assert.Empty(meters.Of("vahta.unit.failures"));
    });

    [Fact]
    public void G16_failures_and_restarts_are_counted_with_the_type_of_what_was_thrown() => Scenario.Run(async world =>
    {
        using var meters = new Meters();
        var dispatcher = world.Application();
        dispatcher.AddTask("feed", world.FailsAfter(2, new IOException())).Restarts(RestartPolicy.OnFailure with { MaxRestarts = 1 });

        await dispatcher.RunAsync();

        Assert.Equal(2, meters.Of("vahta.unit.starts").Count());
        Assert.Equal(["1 name=feed kind=task"], meters.Of("vahta.unit.restarts"));
        Assert.Equal(["1 name=feed kind=task type=System.IO.IOException", "1 name=feed kind=task type=System.IO.IOException"], meters.Of("vahta.unit.failures"));
        Assert.EndsWith("cause=unit_failed", Assert.Single(meters.Of("vahta.dispatcher.stop.duration")));
    });

    [Fact]
    public void G16_who_is_left_behind_is_counted_and_measured_as_abandoned() => Scenario.Run(async world =>
    {
        using var meters = new Meters();
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("stuck", world.NeverEnds()).StopWithin(TimeSpan.FromSeconds(2));
        await dispatcher.StartAsync();
        await dispatcher.StopAsync();

        Assert.Equal(["1 name=stuck kind=task"], meters.Of("vahta.unit.abandoned"));
        Assert.Equal(["3 name=stuck kind=task type=abandoned"], meters.Of("vahta.unit.stop.duration"));
    });

    [Fact]
    public void G16_a_failed_start_is_measured_with_the_type_of_what_was_thrown() => Scenario.Run(async world =>
    {
        using var meters = new Meters();
        var dispatcher = world.Dispatcher();
        dispatcher.AddJob("migration", world.FailsAfter(2, new IOException()));

        await Assert.ThrowsAsync<IOException>(() => dispatcher.StartAsync());

        Assert.Equal(["2 type=System.IO.IOException"], meters.Of("vahta.dispatcher.start.duration"));
        Assert.Equal(["2 name=migration kind=job type=System.IO.IOException"], meters.Of("vahta.unit.start.duration"));
    });

    [Fact]
    public void G16_units_are_counted_by_state_while_the_dispatcher_runs() => Scenario.Run(async world =>
    {
        using var meters = new Meters();
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("feed", world.Serves("feed"));
        dispatcher.AddTask("orders", world.Serves("orders"));
        dispatcher.AddJob("migration", world.EndsAfter(1));
        await dispatcher.StartAsync();

        var running = meters.Observe("vahta.units").Where(static line => !line.StartsWith("0 ", StringComparison.Ordinal)).ToList();
        await dispatcher.StopAsync();
        await world.QuietAsync();

        Assert.Equal(["2 state=running", "1 state=completed"], running);
        Assert.All(meters.Observe("vahta.units"), static line => Assert.StartsWith("0 ", line));
    });

    [Fact]
    public void G16_who_begins_to_listen_while_the_dispatcher_runs_hears_the_rest() => Scenario.Run(async world =>
    {
        Meters? meters = null;
        var dispatcher = world.Dispatcher();
        var telemetry = dispatcher.AddJob("telemetry", _ =>
        {
            meters = new();
            return Task.CompletedTask;
        });
        dispatcher.AddLifespan("database", world.Holds("database", setup: 2)).After(telemetry);
        await dispatcher.StartAsync();
        await dispatcher.StopAsync();

        using var heard = Assert.IsType<Meters>(meters);
        Assert.Equal(["2 name=database kind=lifespan"], heard.Of("vahta.unit.start.duration"));
        Assert.Equal(["2"], heard.Of("vahta.dispatcher.start.duration"));
    });

    [Fact]
    public void G7_whoever_listens_and_throws_holds_nobody_up_and_is_told_once() => Scenario.Run(async world =>
    {
        var thrown = new IOException("disk is full");
        using var meters = new Meters(throws: thrown);
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("database", world.Holds("database"));
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();
        await world.QuietAsync();

        Assert.Equal((0, TimeSpan.Zero), (report.ExitCode, report.Stopping));
        Assert.Same(thrown, Assert.Single(world.Told<TelemetryFailed>()).Exception);
    });
}
