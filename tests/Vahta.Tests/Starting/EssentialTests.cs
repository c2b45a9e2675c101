namespace Vahta.Tests.Starting;

public sealed class EssentialTests
{
    [Theory]
    [InlineData(Entry.StartAsync)]
    [InlineData(Entry.RunAsync)]
    public void When_an_essential_unit_completes_the_dispatcher_stops_in_order(Entry entry) => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddLifespan("database", world.Holds("database"));
        dispatcher.AddTask("work", async stopping =>
        {
            await world.Delay(3, stopping);
            world.Note("done");
        }).After("database").Essential();
        dispatcher.AddTask("poller", world.Serves("poller")).After("database");

        var report = entry == Entry.RunAsync ? await dispatcher.RunAsync() : await StartAndAwait(dispatcher);

        Assert.Equal(["done", "poller down", "database down"], world.Journal.Skip(2));
        Assert.Equal((0, StopCause.Completed, "work"), (report.ExitCode, report.Reason.Cause, report.Reason.Unit));
        Assert.Equal("essential unit 'work' completed", report.Reason.ToString());
        Assert.Equal(UnitState.Completed, report.Units[1].State);
    });

    [Fact]
    public void An_essential_job_that_completes_during_the_start_ends_it() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddJob("job", stopping => world.Delay(1, stopping)).Essential();
        dispatcher.AddLifespan("slow", world.Holds("slow", setup: 20));

        var report = await dispatcher.RunAsync();

        Assert.Equal((0, StopCause.Completed, "job"), (report.ExitCode, report.Reason.Cause, report.Reason.Unit));
        Assert.False(report.StartCompleted);
        Assert.Empty(world.Journal);
        Assert.Equal(TimeSpan.FromSeconds(1), world.Now);
    });

    [Fact]
    public void Stopping_or_removing_an_essential_unit_by_request_ends_nothing() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        var stopped = dispatcher.AddTask("stopped", world.Serves("stopped")).Essential();
        var removed = dispatcher.AddTask("removed", world.Serves("removed")).Essential();
        dispatcher.AddTask("other", world.Serves("other"));
        await dispatcher.StartAsync();

        await dispatcher.StopAsync(stopped);
        await dispatcher.RemoveAsync(removed);
        await world.Delay(60);

        Assert.Equal(DispatcherState.Running, dispatcher.State);
        Assert.Equal(UnitState.Running, dispatcher["other"].State);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void An_essential_unit_that_fails_is_a_failure() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddTask("work", async _ =>
        {
            await world.Delay(1);
            throw new IOException("died");
        }).Essential();

        var report = await dispatcher.RunAsync();

        Assert.Equal((1, StopCause.UnitFailed), (report.ExitCode, report.Reason.Cause));
    });

    [Fact]
    public void Run_ends_when_no_work_is_left_and_keeps_on_while_there_is_some() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddLifespan("database", world.Holds("database"));
        dispatcher.AddJob("short", stopping => world.Delay(2, stopping)).After("database");
        dispatcher.AddTask("long", stopping => world.Delay(9, stopping)).After("database");

        var report = await dispatcher.RunAsync();

        Assert.Equal(TimeSpan.FromSeconds(9), world.Now);
        Assert.Equal((0, "all work is done"), (report.ExitCode, report.Reason.ToString()));
    });

    [Fact]
    public void Start_runs_on_when_no_work_is_left_and_run_does_when_told_to() => Scenario.Explore(20, async world =>
    {
        var embedded = world.Application();
        embedded.AddJob("job", _ => Task.CompletedTask);
        await embedded.StartAsync();
        var running = world.Application(options => options.EndWhenDone = false);
        running.AddJob("job", _ => Task.CompletedTask);
        var report = running.RunAsync();

        await world.Delay(1000);

        Assert.Equal((DispatcherState.Running, DispatcherState.Running), (embedded.State, running.State));
        running.RequestStop(exitCode: 5);
        Assert.Equal(5, (await report).ExitCode);
        await embedded.StopAsync();
    });

    private static async Task<RunReport> StartAndAwait(Dispatcher dispatcher)
    {
        await dispatcher.StartAsync();
        await dispatcher.FirstAsync(static happened => happened is DispatcherStopped);
        return await dispatcher.StopAsync();
    }
}
