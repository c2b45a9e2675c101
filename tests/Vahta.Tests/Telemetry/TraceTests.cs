using System.Diagnostics;

namespace Vahta.Tests.Telemetry;

[Collection(ProcessToItself.Name)]
public sealed class TraceTests
{
    [Fact]
    public void G16_the_start_and_the_stop_are_drawn_with_their_units_in_them() => Scenario.Run(async world =>
    {
        using var activities = new Activities();
        var dispatcher = world.Dispatcher();
        var database = dispatcher.AddLifespan("database", world.Holds("database", setup: 2, teardown: 3));
        dispatcher.AddJob("migration", world.EndsAfter(1)).After(database);
        await dispatcher.StartAsync();
        await dispatcher.StopAsync();

        Assert.Equal(["start database", "start migration"], activities.Under("vahta start"));
        Assert.Equal(["stop database"], activities.Under("vahta stop"));
        Assert.Equal([3.0, 2.0, 1.0, 3.0], new[] { "vahta start", "start database", "start migration", "vahta stop" }.Select(name => activities[name].Duration.TotalSeconds));
        Assert.Equal(activities["start database"].StartTimeUtc.AddSeconds(2), activities["start migration"].StartTimeUtc);
        Assert.All(activities.Ended, static activity => Assert.Equal(ActivityStatusCode.Unset, activity.Status));
        Assert.Equal("requested", activities["vahta stop"].GetTagItem("vahta.stop.cause"));
        Assert.Equal(["database", "lifespan", 1], new[] { "vahta.unit.name", "vahta.unit.kind", "vahta.unit.run" }.Select(activities["start database"].GetTagItem));
    });

    [Fact]
    public void G16_a_start_that_fails_is_an_error_with_the_users_exception() => Scenario.Run(async world =>
    {
        using var activities = new Activities();
        var dispatcher = world.Dispatcher();
        dispatcher.AddJob("migration", world.FailsAfter(2, new IOException("disk gone")));

        await Assert.ThrowsAsync<IOException>(() => dispatcher.StartAsync());

        Assert.All(new[] { "vahta start", "start migration" }, name =>
        {
            Assert.Equal((ActivityStatusCode.Error, "disk gone"), (activities[name].Status, activities[name].StatusDescription));
            Assert.Equal("System.IO.IOException", activities[name].GetTagItem("error.type"));
            Assert.Equal("exception", Assert.Single(activities[name].Events).Name);
        });
        Assert.Equal(ActivityStatusCode.Error, activities["vahta stop"].Status);
    });

    [Fact]
    public void G16_a_later_run_has_a_trace_of_its_own() => Scenario.Run(async world =>
    {
        using var activities = new Activities();
        var dispatcher = world.Dispatcher();
        var feed = dispatcher.AddTask("feed", world.Serves("feed"));
        await dispatcher.StartAsync();
        await world.Delay(1);
        await dispatcher.RestartAsync(feed);
        await dispatcher.StopAsync();

        var again = activities.Ended.Single(static activity => activity.GetTagItem("vahta.unit.run") is 2 && activity.DisplayName == "start feed");
        Assert.Equal(default, again.ParentSpanId);
        Assert.NotEqual(activities["vahta start"].TraceId, again.TraceId);
    });
}
