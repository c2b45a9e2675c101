namespace Vahta.Tests.Requests;

public sealed class RefusedStartTests
{
    [Fact]
    public void S67_a_start_that_is_refused_changes_nothing() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher(options => options.HandleSignals = false);
        var database = dispatcher.AddLifespan("database", world.Holds("database"));
        dispatcher.AddJob("work", ct => world.Delay(10, ct));
        var running = dispatcher.RunAsync();
        await world.Delay(1);
        await dispatcher.StopAsync(database);
        var late = dispatcher.AddJob("late", _ =>
        {
            world.Note("late");
            return Task.CompletedTask;
        }).After(database);

        await Assert.ThrowsAsync<InvalidOperationException>(() => dispatcher.StartAsync(late));
        await dispatcher.StartAsync(database);
        var report = await running;

        Assert.Equal(StopCause.Completed, report.Reason.Cause);
        Assert.DoesNotContain("late", world.Journal);
    });

    [Fact]
    public void S3_there_is_no_kind_of_dependency_but_the_three()
    {
        var dispatcher = new Dispatcher();
        dispatcher.AddTask("a", _ => Task.CompletedTask);

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => dispatcher.AddTask("b", _ => Task.CompletedTask).After("a", (Dependency)9));

        Assert.Contains("Unit 'b'", error.Message, StringComparison.Ordinal);
        Assert.Contains("Required, Optional or Bound", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void N13_what_was_disposed_before_its_start_starts_nothing() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("unit", world.Serves("unit"));

        await dispatcher.DisposeAsync();
        await dispatcher.StartAsync();

        Assert.Empty(world.Journal);
        Assert.Equal(DispatcherState.Stopped, dispatcher.State);
    });
}
