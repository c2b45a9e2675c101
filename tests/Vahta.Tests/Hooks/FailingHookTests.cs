namespace Vahta.Tests.Hooks;

public sealed class FailingHookTests
{
    [Theory]
    [InlineData(Entry.StartAsync)]
    [InlineData(Entry.RunAsync)]
    public void A_starting_hook_that_throws_fails_the_start_before_any_unit(Entry entry) => Scenario.Explore(50, async world =>
    {
        var failure = new IOException("hook");
        var dispatcher = world.Application();
        dispatcher.OnStarting(_ => Task.FromException(failure));
        dispatcher.OnReady(_ => NoteAsync(world, "ready"));
        dispatcher.AddLifespan("resource", world.Holds("resource"));

        var report = await dispatcher.LiveAsync(entry);

        Assert.Empty(world.Journal);
        Assert.Equal((3, StopCause.StartFailed), (report.ExitCode, report.Reason.Cause));
        Assert.Same(failure, report.Reason.Exception);
        Assert.Same(failure, Assert.Single(report.Errors));
        Assert.Equal(UnitState.Skipped, report.Units[0].State);
    });

    // It tells a host's phases: who listens to those may take his time, and that is nobody's failure.
    [Fact]
    public void A_hook_that_may_be_missed_may_be_late_too() => Scenario.Explore(10, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.OnStopping(_ => world.Delay(5), mayBeMissed: true);
        dispatcher.AddTask("task", world.Serves("task"));
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();

        Assert.Equal((0, TimeSpan.FromSeconds(2)), (report.ExitCode, report.Stopping));
    });

    [Fact]
    public void A_starting_hook_that_throws_hands_its_own_exception_to_the_starter() => Scenario.Explore(20, async world =>
    {
        var failure = new IOException("hook");
        var dispatcher = world.Dispatcher();
        dispatcher.OnStarting(_ => throw failure);

        Assert.Same(failure, await Thrown.By<IOException>(dispatcher.StartAsync()));
    });

    [Theory]
    [InlineData(Entry.StartAsync)]
    [InlineData(Entry.RunAsync)]
    public void B2_a_stopping_hook_that_throws_keeps_no_hook_and_no_teardown_from_running(Entry entry) => Scenario.Explore(100, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddLifespan("resource", world.Holds("resource"));
        dispatcher.OnStopping(_ => throw new IOException("stopping"));
        dispatcher.OnStopping(_ => NoteAsync(world, "second"));
        dispatcher.OnStopped(_ => Task.FromException(new TimeoutException("stopped")));
        dispatcher.OnStopped(_ => NoteAsync(world, "fourth"));

        var report = await dispatcher.LiveAsync(entry);

        Assert.Equal(["resource up", "second", "resource down", "fourth"], world.Journal);
        Assert.Equal(["stopping", "stopped"], report.Errors.Select(error => error.Message));
        Assert.Equal(1, report.ExitCode);
    });

    [Fact]
    public void A_ready_hook_that_throws_is_told_and_everything_runs_on() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("task", world.Serves("task"));
        dispatcher.OnReady(_ => Task.FromException(new IOException("ready")));
        dispatcher.OnReady(_ => NoteAsync(world, "second"));

        await dispatcher.StartAsync();
        await world.Delay(10);

        Assert.Equal(["task up", "second"], world.Journal);
        Assert.Equal(DispatcherState.Running, dispatcher.State);
        var told = Assert.Single(world.Told<HookFailed>());
        Assert.Equal(("OnReady #1", "ready"), (told.Hook, told.Exception.Message));
        Assert.Equal(1, (await dispatcher.StopAsync()).ExitCode);
    });

    [Fact]
    public void Stopping_hooks_get_two_seconds_together_and_the_one_left_behind_is_named_with_its_line() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddLifespan("resource", world.Holds("resource"));
        dispatcher.OnStopping(_ => world.Delay(1));
        dispatcher.OnStopping(_ => HangAsync());
        dispatcher.OnStopping(_ => NoteAsync(world, "third"));
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();

        Assert.Equal(TimeSpan.FromSeconds(2), report.Stopping);
        Assert.Equal(["resource up", "resource down"], world.Journal);
        Assert.Equal(2, report.Errors.Count);
        Assert.Contains("OnStopping #2 did not end in time", report.Errors[0].Message);
        Assert.Contains(nameof(HangAsync), report.Errors[0].Message);
        Assert.Contains("OnStopping #3 was not called", report.Errors[1].Message);
        Assert.Equal(1, report.ExitCode);
    });

    [Fact]
    public void A_stopped_hook_that_hangs_ends_with_the_budget() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.OnStopped(_ => HangAsync());
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();

        Assert.Contains("OnStopped #1 did not end in time", Assert.Single(report.Errors).Message);
        Assert.InRange(report.Stopping, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2.5));
    });

    [Fact]
    public void A_hook_that_returns_null_has_failed_and_is_told_what_to_return() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.OnStarting(_ => null!);

        Assert.Contains("Return Task.CompletedTask", (await Thrown.By<InvalidOperationException>(dispatcher.StartAsync())).Message);
    });

    [Fact]
    public void All_failures_of_a_hook_are_told() => Scenario.Run(async world =>
    {
        Exception[] failures = [new IOException("one"), new TimeoutException("two")];
        var dispatcher = world.Dispatcher();
        dispatcher.OnStopped(_ => Task.WhenAll(failures.Select(Task.FromException)));

        Assert.Equal(failures, (await dispatcher.LiveAsync(Entry.StartAsync)).Errors);
    });

    private static async Task HangAsync() => await new TaskCompletionSource().Task;

    private static Task NoteAsync(Scenario world, string what)
    {
        world.Note(what);
        return Task.CompletedTask;
    }
}
