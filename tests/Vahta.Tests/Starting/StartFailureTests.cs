namespace Vahta.Tests.Starting;

public sealed class StartFailureTests
{
    [Fact]
    public void A4_start_throws_the_users_own_exception_with_the_users_frames() => Scenario.Explore(50, async world =>
    {
        var failure = new IOException("refused");
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("database", world.Holds("database"));
        dispatcher.AddLifespan("broken", _ => ConnectAsync(failure)).After("database");

        var thrown = await Thrown.By<IOException>(dispatcher.StartAsync());

        Assert.Same(failure, thrown);
        Assert.Contains(nameof(ConnectAsync), thrown.StackTrace);
        Assert.Equal(DispatcherState.Stopped, dispatcher.State);
    });

    [Fact]
    public void A4_run_reports_the_users_own_exception_with_the_users_frames() => Scenario.Explore(50, async world =>
    {
        var failure = new IOException("refused");
        var dispatcher = world.Application();
        dispatcher.AddLifespan("broken", _ => ConnectAsync(failure));

        var report = await dispatcher.RunAsync();

        Assert.Same(failure, report.Reason.Exception);
        Assert.Same(failure, Assert.Single(report.Errors));
        Assert.Same(failure, Assert.Single(report.Units[0].Errors));
        Assert.Contains(nameof(ConnectAsync), Assert.Throws<IOException>(report.ThrowIfFailed).StackTrace);
        Assert.Equal((StopCause.StartFailed, "broken"), (report.Reason.Cause, report.Reason.Unit));
    });

    [Theory]
    [InlineData(Entry.StartAsync)]
    [InlineData(Entry.RunAsync)]
    public void A5_a_failure_is_told_once(Entry entry) => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddJob("broken", _ => ConnectAsync(new IOException("refused")));
        dispatcher.AddTask("after", world.Serves("after")).After("broken");

        var report = await dispatcher.LiveAsync(entry);
        await world.QuietAsync();

        Assert.Single(report.Errors);
        Assert.Equal("broken", Assert.Single(world.Told<UnitFailed>()).Unit);
        Assert.Equal("broken", Assert.Single(world.Told<UnitSkipped>()).Cause);
        Assert.Single(world.Told<StopAnnounced>());
        Assert.Empty(report.Units[1].Errors);
    });

    [Fact]
    public void A5_a_failure_that_was_told_is_not_told_again_as_unobserved()
    {
        var unobserved = new List<Exception>();
        TaskScheduler.UnobservedTaskException += Listen;
        try
        {
            RunAndForget();
            for (var round = 0; round < 3; round++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Listen;
        }

        Assert.Empty(unobserved);

        void Listen(object? sender, UnobservedTaskExceptionEventArgs args)
        {
            lock (unobserved)
            {
                unobserved.AddRange(args.Exception.InnerExceptions.Where(static exception => exception is MarkedException));
            }
        }
    }

    [Theory]
    [InlineData(Entry.StartAsync)]
    [InlineData(Entry.RunAsync)]
    public void S4_a_failed_start_takes_down_only_what_had_started_in_reverse_and_tells_both_errors(Entry entry) =>
        Scenario.Explore(100, async world =>
        {
            var dispatcher = world.Application();
            var first = dispatcher.AddLifespan("first", world.Holds("first", teardown: 1));
            var second = dispatcher.AddLifespan("second", _ => Task.CompletedTask, _ =>
            {
                world.Note("second down");
                return Task.FromException(new TimeoutException("teardown"));
            }).After(first);
            var broken = dispatcher.AddJob("broken", async stopping =>
            {
                await world.Delay(3, stopping);
                throw new IOException("refused");
            }).After(second);
            dispatcher.AddLifespan("never", world.Holds("never")).After(broken);

            var report = await dispatcher.LiveAsync(entry);

            Assert.Equal(["first up", "second down", "first down"], world.Journal);
            Assert.Equal(["refused", "teardown"], report.Errors.Select(error => error.Message));
            Assert.Equal(3, report.ExitCode);
            Assert.Equal("refused", report.Reason.Exception?.Message);
            Assert.False(report.StartCompleted);
        });

    [Fact]
    public void Nothing_further_starts_once_a_start_has_failed() => Scenario.Explore(100, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddJob("broken", async stopping =>
        {
            await world.Delay(1, stopping);
            throw new IOException("refused");
        });
        var slow = dispatcher.AddLifespan("slow", _ => SlowAsync(world), (_, _) => Task.CompletedTask);
        dispatcher.AddTask("later", world.Serves("later")).After(slow);

        await Thrown.By<IOException>(dispatcher.StartAsync());

        Assert.Equal(["slow up"], world.Journal);
        Assert.Equal(UnitState.Skipped, dispatcher["later"].State);
        Assert.Equal(UnitState.Stopped, slow.State);
    });

    [Fact]
    public void Of_two_failures_the_first_is_the_cause_and_both_are_told() => Scenario.Explore(100, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddJob("second", async _ =>
        {
            await world.Delay(2);
            throw new TimeoutException("second");
        });
        dispatcher.AddJob("first", async _ =>
        {
            await world.Delay(1);
            throw new IOException("first");
        });

        var report = await dispatcher.RunAsync();

        Assert.Equal("first", report.Reason.Exception?.Message);
        Assert.Equal(["first", "second"], report.Errors.Select(error => error.Message));
    });

    [Fact]
    public void D1_errors_of_a_unit_that_is_made_asynchronously_propagate() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("application", async stopping =>
        {
            await world.Delay(1, stopping);
            return await Task.FromException<int>(new IOException("factory"));
        });

        Assert.Equal("factory", (await Thrown.By<IOException>(dispatcher.StartAsync())).Message);
    });

    [Fact]
    public void A_task_that_dies_while_others_still_start_fails_the_start() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddTask("dies", async _ =>
        {
            await world.Delay(1);
            throw new IOException("died");
        });
        dispatcher.AddLifespan("slow", world.Holds("slow", setup: 5));

        var report = await dispatcher.RunAsync();

        Assert.Equal(3, report.ExitCode);
        Assert.Equal(StopCause.StartFailed, report.Reason.Cause);
        Assert.Equal("dies", report.Reason.Unit);
        Assert.False(report.StartCompleted);
    });

    [Fact]
    public void The_reason_of_a_failed_start_is_a_phrase_with_unit_and_kind_of_error() => Scenario.Run(async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddJob("broken", _ => Task.FromException(new IOException("refused")));

        var report = await dispatcher.RunAsync();

        Assert.Equal("the start failed at unit 'broken' (IOException)", report.Reason.ToString());
    });

    private static async Task ConnectAsyncCore(Exception failure)
    {
        await Task.Yield();
        throw failure;
    }

    private static async Task<int> ConnectAsync(Exception failure)
    {
        await ConnectAsyncCore(failure);
        return 1;
    }

    private static async Task<int> SlowAsync(Scenario world)
    {
        await world.Delay(2);
        world.Note("slow up");
        return 1;
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void RunAndForget() => Scenario.Explore(10, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.OnStopping(_ => Task.FromException(new MarkedException()));
        dispatcher.AddLifespan("closing", _ => Task.FromResult(1), static (_, _) => Task.FromException(new MarkedException()));
        dispatcher.AddTask("dying", static _ => Task.WhenAll(Task.FromException(new MarkedException()), Task.FromException(new MarkedException()))).After("closing");
        dispatcher.AddTask("own", static (unit, _) =>
        {
            unit.Own(new Broken());
            return Task.CompletedTask;
        }).After("closing");
        var report = await dispatcher.RunAsync();
        Assert.NotEmpty(report.Errors);
    });

    private sealed class MarkedException() : Exception("marked");

    private sealed class Broken : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => ValueTask.FromException(new MarkedException());
    }
}
