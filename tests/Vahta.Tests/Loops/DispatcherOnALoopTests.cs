namespace Vahta.Tests.Loops;

/// <summary>A dispatcher that is started on a loop runs on it, in the system's own time or in the loop's.</summary>
public sealed class DispatcherOnALoopTests
{
    [Fact]
    public void All_of_its_units_hooks_and_subscribers_run_on_the_loops_thread() => Threads.Run(() =>
    {
        using var loop = new EventLoop();
        var seen = new Seen(loop);
        var dispatcher = Definition(loop, seen, new());

        var report = loop.Run(async () =>
        {
            var reading = seen.ReadAsync(dispatcher.Subscribe());
            var run = dispatcher.RunAsync();
            await seen.Ready;
            dispatcher.RequestStop();
            await reading;
            return await run;
        });

        Assert.Equal(0, report.ExitCode);
        seen.AssertAll();
    });

    [Fact]
    public void Also_when_a_thread_of_its_own_stops_it() => Threads.Run(() =>
    {
        using var loop = new EventLoop();
        var seen = new Seen(loop);
        var dispatcher = Definition(loop, seen, new());

        loop.Run(async () =>
        {
            var reading = seen.ReadAsync(dispatcher.Subscribe());
            await dispatcher.StartAsync();
            var stopper = Threads.Start(() => dispatcher.StopAsync().ContinueWith(_ => seen.StopperOn = EventLoop.Current).Wait());
            await reading;
            await Task.Run(stopper);
        });

        seen.AssertAll();
        Assert.Null(seen.StopperOn);
    });

    [Fact]
    public void Also_in_virtual_time_with_a_unit_that_has_to_be_aborted() => Threads.Run(() =>
    {
        var time = new JumpingTime();
        using var loop = time.NewLoop();
        var seen = new Seen(loop);
        var dispatcher = Definition(loop, seen, new() { TimeProvider = loop.TimeProvider });
        dispatcher.AddTask("stubborn", async (unit, _) =>
        {
            seen.Note("stubborn");
            await unit.Aborting.CancelledAsync();
            seen.Note("stubborn aborted");
        }).StopWithin(TimeSpan.FromSeconds(4));

        loop.Run(async () =>
        {
            var reading = seen.ReadAsync(dispatcher.Subscribe());
            await dispatcher.StartAsync();
            await dispatcher.StopAsync();
            await reading;
        });

        seen.AssertAll("stubborn", "stubborn aborted");
        Assert.Equal(4, time.Seconds);
    });

    [Fact]
    public void One_that_is_still_running_at_the_close_is_stopped_in_order_before_the_work_it_may_use() => Threads.Run(() =>
    {
        var loop = new EventLoop();
        var steps = new List<string>();
        var dispatcher = new Dispatcher();
        var database = dispatcher.AddLifespan("database", _ => Task.CompletedTask, _ => NoteAsync("database down"));
        dispatcher.AddTask("poller", async cancelled =>
        {
            await cancelled.CancelledAsync();
            await NoteAsync("poller down");
        }).After(database);

        loop.Run(async () =>
        {
            _ = loop.Start("work", async cancelled =>
            {
                await cancelled.CancelledAsync();
                await NoteAsync("work down");
            });
            await dispatcher.StartAsync();
        });
        Assert.Equal(DispatcherState.Running, dispatcher.State);
        loop.Close();

        Assert.Equal(["poller down", "database down", "work down"], steps);
        Assert.Equal(DispatcherState.Stopped, dispatcher.State);
        Assert.Equal("its event loop is closed", dispatcher.Snapshot().Reason?.Message);

        async Task NoteAsync(string step)
        {
            await Task.Yield();
            steps.Add(EventLoop.Current == loop ? step : $"{step} on another thread");
        }
    });

    [Fact]
    public void One_that_ended_before_the_close_is_left_alone()
    {
        var time = new JumpingTime();
        var loop = time.NewLoop();
        var dispatcher = new Dispatcher(new() { TimeProvider = loop.TimeProvider });
        dispatcher.AddJob("job", _ => Task.CompletedTask);

        loop.Run(() => dispatcher.RunAsync());
        var before = dispatcher.Snapshot().Reason;
        loop.Close();

        Assert.Equal(StopCause.Completed, dispatcher.Snapshot().Reason?.Cause);
        Assert.Equal(before, dispatcher.Snapshot().Reason);
    }

    [Fact]
    public void One_that_was_begun_in_one_run_goes_on_in_the_next_and_stands_still_between()
    {
        var time = new JumpingTime();
        using var loop = time.NewLoop();
        var ticks = new List<double>();
        var dispatcher = new Dispatcher(new() { TimeProvider = loop.TimeProvider });
        dispatcher.AddTask("ticker", async (unit, stopping) =>
        {
            for (; !stopping.IsCancellationRequested; await Task.Delay(TimeSpan.FromSeconds(1), unit.TimeProvider))
            {
                ticks.Add(time.Seconds);
            }
        });

        loop.Run(async () =>
        {
            await dispatcher.StartAsync();
            await Task.Delay(TimeSpan.FromSeconds(1.5), loop.TimeProvider);
        });
        Assert.Equal([0, 1], ticks);
        loop.Run(() => Task.Delay(TimeSpan.FromSeconds(2), loop.TimeProvider));
        Assert.Equal([0, 1, 2, 3], ticks);
        loop.Run(() => dispatcher.StopAsync());

        Assert.Equal([0, 1, 2, 3], ticks);
    }

    [Fact]
    public void Two_of_its_units_share_state_without_a_lock() => Threads.Run(() =>
    {
        using var loop = new EventLoop();
        var (count, most) = (0, 0);
        var dispatcher = new Dispatcher();
        for (var number = 0; number < 8; number++)
        {
            dispatcher.AddJob($"counter-{number}", async _ =>
            {
                for (var round = 0; round < 5000; round++)
                {
                    var before = count;
                    count = before + 1;
                    most = Math.Max(most, count);
                    await Task.Yield();
                }
            });
        }

        var report = loop.Run(() => dispatcher.RunAsync());

        Assert.Equal((0, 8 * 5000, 8 * 5000), (report.ExitCode, count, most));
    });

    private static Dispatcher Definition(EventLoop loop, Seen seen, DispatcherOptions options)
    {
        var dispatcher = new Dispatcher(options)
            .OnStarting(_ => seen.NoteAsync("starting"))
            .OnReady(async _ =>
            {
                await seen.NoteAsync("ready");
                seen.IsReady.SetResult();
            })
            .OnStopping(_ => seen.NoteAsync("stopping"))
            .OnStopped(_ => seen.NoteAsync("stopped"));
        var iterator = dispatcher.AddLifespan("iterator", Hold);
        dispatcher.AddLifespan("pair", _ => seen.NoteAsync("open"), _ => seen.NoteAsync("close")).After(iterator);
        dispatcher.AddJob("job", _ => seen.NoteAsync("job")).After("pair");
        dispatcher.AddTask("task", async (unit, stopping) =>
        {
            await seen.NoteAsync("task");
            unit.Own(new Resource(seen));
            stopping.Register(() => seen.Note("callback"));
            await stopping.CancelledAsync();
            await seen.NoteAsync("task ends");
        }).After("job");
        return dispatcher;

        async IAsyncEnumerable<int> Hold(UnitContext unit)
        {
            await seen.NoteAsync("setup");
            yield return 1;
            await seen.NoteAsync("teardown");
        }
    }

    private sealed class Resource(Seen seen) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await seen.NoteAsync("resource");
    }

    /// <summary>What ran, and what of it ran elsewhere than on the loop.</summary>
    private sealed class Seen(EventLoop loop)
    {
        private readonly Lock _gate = new();
        private readonly int _thread = Environment.CurrentManagedThreadId;
        private readonly SortedSet<string> _ran = new(StringComparer.Ordinal);
        private readonly List<string> _elsewhere = [];

        public TaskCompletionSource IsReady { get; } = new();

        public Task Ready => IsReady.Task;

        public EventLoop? StopperOn { get; set; }

        public void Note(string what)
        {
            lock (_gate)
            {
                _ran.Add(what);
                if (Environment.CurrentManagedThreadId != _thread || EventLoop.Current != loop || SynchronizationContext.Current != loop.SynchronizationContext)
                {
                    _elsewhere.Add(what);
                }
            }
        }

        public async Task NoteAsync(string what)
        {
            Note(what);
            await Task.Yield();
            Note(what);
        }

        public async Task ReadAsync(EventSubscription events)
        {
            await foreach (var happened in events)
            {
                Note("subscriber");
            }
        }

        public void AssertAll(params string[] more)
        {
            Assert.Empty(_elsewhere);
            Assert.Equal(
                new SortedSet<string>(["starting", "ready", "stopping", "stopped", "setup", "teardown", "open", "close", "job", "task", "task ends", "callback", "resource", "subscriber", .. more], StringComparer.Ordinal),
                _ran);
        }
    }
}
