namespace Vahta.Tests.Units;

public sealed class DelegateUnitsTests
{
    [Theory]
    [InlineData(Entry.StartAsync)]
    [InlineData(Entry.RunAsync)]
    public void Tasks_and_jobs_may_take_a_token_or_their_context_and_a_token(Entry entry) => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Application(options => options.InOrder = true);
        dispatcher.AddJob("job", stopping => NoteAsync(world, "job"));
        dispatcher.AddJob("job-of-context", (unit, stopping) => NoteAsync(world, unit.Name));
        dispatcher.AddTask("task", world.Serves("task"));
        dispatcher.AddTask("task-of-context", (unit, stopping) => world.Serves(unit.Name)(stopping));

        var report = await dispatcher.LiveAsync(entry);

        Assert.Equal(["job", "job-of-context", "task up", "task-of-context up", "task-of-context down", "task down"], world.Journal);
        Assert.Equal([UnitState.Completed, UnitState.Completed, UnitState.Stopped, UnitState.Stopped], report.Units.Select(unit => unit.State));
        Assert.Equal([UnitKind.Job, UnitKind.Job, UnitKind.Task, UnitKind.Task], report.Units.Select(unit => unit.Kind));
        Assert.Equal(0, report.ExitCode);
    });

    [Fact]
    public void The_context_says_whose_run_it_is_and_hands_in_the_units_stopping() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        UnitContext? seen = null;
        dispatcher.AddTask("poller", async (unit, stopping) =>
        {
            seen = unit;
            Assert.Equal(unit.Stopping, stopping);
            await world.Serves("poller")(stopping);
        });

        await dispatcher.StartAsync();

        Assert.NotNull(seen);
        Assert.Equal("poller", seen.Name);
        Assert.Equal(1, seen.Run);
        Assert.Same(world.Time, seen.TimeProvider);
        Assert.Same(dispatcher, seen.Dispatcher);
        await dispatcher.StopAsync();
        Assert.True(seen.Ending.IsCancellationRequested);
        Assert.True(seen.Stopping.IsCancellationRequested);
        Assert.False(seen.Aborting.IsCancellationRequested);
    });

    [Fact]
    public void Delegates_are_never_called_inside_the_call_that_starts() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.OnStarting(_ => NoteAsync(world, "hook"));
        dispatcher.AddTask("task", world.Serves("task"));

        var starting = dispatcher.StartAsync();
        world.Note("returned");
        await starting;

        Assert.Equal(["returned", "hook", "task up"], world.Journal);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void A_delegate_that_throws_before_it_returns_a_task_has_failed() => Scenario.Explore(20, async world =>
    {
        var failure = new IOException("thrown");
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("thrower", (CancellationToken _) => throw failure);

        Assert.Same(failure, await Thrown.By<IOException>(dispatcher.StartAsync()));
        Assert.Equal(UnitState.Failed, dispatcher["thrower"].State);
    });

    [Theory]
    [InlineData(UnitKind.Task)]
    [InlineData(UnitKind.Job)]
    public void A_delegate_that_returns_null_has_failed_and_is_told_by_name(UnitKind kind) => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        _ = kind == UnitKind.Task ? dispatcher.AddTask("empty", (CancellationToken _) => null!) : dispatcher.AddJob("empty", (CancellationToken _) => null!);

        var thrown = await Thrown.By<InvalidOperationException>(dispatcher.StartAsync());

        Assert.Contains("Return Task.CompletedTask", thrown.Message);
        Assert.Contains("'empty'", thrown.Message);
    });

    [Fact]
    public void All_failures_of_a_job_are_told() => Scenario.Explore(20, async world =>
    {
        Exception[] failures = [new IOException("one"), new TimeoutException("two")];
        var dispatcher = world.Dispatcher();
        dispatcher.AddJob("several", (CancellationToken _) => Task.WhenAll(failures.Select(Task.FromException)));

        Assert.Same(failures[0], await Thrown.By<IOException>(dispatcher.StartAsync()));
        Assert.Equal(failures, (await dispatcher.StopAsync()).Errors);
    });

    [Fact]
    public void A_foreign_cancellation_fails_a_job() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddJob("cancelled", (CancellationToken _) => Task.FromCanceled(new CancellationToken(canceled: true)));

        await Thrown.By<TaskCanceledException>(dispatcher.StartAsync());

        Assert.Equal(UnitState.Failed, dispatcher["cancelled"].State);
    });

    [Fact]
    public void D16_a_null_delegate_handle_name_or_option_is_refused_where_it_is_given()
    {
        var dispatcher = new Dispatcher();
        var unit = dispatcher.AddTask("unit", static _ => Task.CompletedTask);

        Assert.Throws<ArgumentNullException>("options", static () => new Dispatcher(null!));
        Assert.Throws<ArgumentNullException>("work", () => dispatcher.AddTask("a", (Func<CancellationToken, Task>)null!));
        Assert.Throws<ArgumentNullException>("work", () => dispatcher.AddJob("a", (Func<UnitContext, CancellationToken, Task>)null!));
        Assert.Throws<ArgumentNullException>("open", () => dispatcher.AddLifespan("a", (Func<CancellationToken, Task<int>>)null!));
        Assert.Throws<ArgumentNullException>("close", () => dispatcher.AddLifespan("a", static _ => Task.CompletedTask, null!));
        Assert.Throws<ArgumentNullException>("name", () => dispatcher.AddTask(null!, static _ => Task.CompletedTask));
        Assert.Throws<ArgumentNullException>("dependency", () => unit.After((string)null!));
        Assert.Throws<ArgumentNullException>("dependency", () => unit.After((UnitHandle)null!));
        Assert.Throws<ArgumentNullException>("hook", () => dispatcher.OnReady(null!));
        Assert.Throws<ArgumentNullException>(static () => new DispatcherOptions { TimeProvider = null! });
        Assert.Equal(["unit"], dispatcher.Snapshot().Units.Select(known => known.Name));
    }

    [Fact]
    public void A_units_handle_is_found_by_name_without_regard_to_case()
    {
        var dispatcher = new Dispatcher();
        var unit = dispatcher.AddTask("Poller", static _ => Task.CompletedTask);

        Assert.Same(unit, dispatcher["poller"]);
        Assert.True(dispatcher.TryGetUnit("POLLER", out var found));
        Assert.Same(unit, found);
        Assert.Contains("'pooler'", Assert.Throws<KeyNotFoundException>(() => dispatcher["pooler"]).Message);
    }

    private static Task NoteAsync(Scenario world, string what)
    {
        world.Note(what);
        return Task.CompletedTask;
    }
}
