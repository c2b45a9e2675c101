using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using Vahta.Testing;

namespace Vahta.Tests.Schedules;

public sealed class StoppingSchedulesTests
{
    private static int s_line;

    [Fact]
    public void M1_an_occurrence_that_runs_gets_its_token_and_the_units_grace() => Scenario.Explore(100, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddSchedule("tick", Schedule.Every(TimeSpan.FromSeconds(1)) with { Overlap = Overlap.Queue }, world.StopsIn("tick", 3));
        await dispatcher.StartAsync();
        await world.Delay(5);

        var report = await dispatcher.StopAsync();

        Assert.Equal(["tick up", "tick told", "tick down"], world.Journal);
        Assert.Equal((0, TimeSpan.FromSeconds(3), UnitState.Stopped), (report.ExitCode, report.Of("tick").Stopping, report.Of("tick").State));
    });

    // At its end comes what needs it last: until its turn it runs, though nothing begins any more.
    [Fact]
    public void M1_between_the_announcement_and_its_turn_nothing_begins_and_the_one_that_runs_goes_on() => Scenario.Explore(100, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddSchedule("tick", Schedule.Every(TimeSpan.FromSeconds(1)), async (unit, stopping) =>
        {
            await world.Fires(unit.Ending);
            world.Note($"ending at {world.Now.TotalSeconds}");
            await world.Fires(stopping);
            world.Note($"stopping at {world.Now.TotalSeconds}");
        });
        dispatcher.AddTask("user", world.StopsIn("user", 5)).After("tick");
        await dispatcher.StartAsync();
        await world.Delay(1.5);

        await dispatcher.StopAsync();

        Assert.Equal(["ending at 1.5", "stopping at 6.5"], world.Journal.Where(noted => noted.Contains(" at ", StringComparison.Ordinal)));
    });

    [Fact]
    public void An_idle_schedule_stays_up_until_its_turn_and_is_stopped_not_completed() => Scenario.Explore(100, async world =>
    {
        var dispatcher = world.Dispatcher();
        var tick = dispatcher.AddSchedule("tick", Schedule.Every(TimeSpan.FromSeconds(1)), world.EndsAfter(0));
        dispatcher.AddTask("user", world.StopsIn("user", 5)).After(tick);
        await dispatcher.StartAsync();
        await world.Delay(1.5);

        var stopping = dispatcher.StopAsync();
        await world.Delay(3);
        Assert.Equal((UnitState.Running, null), (tick.State, tick.NextRun));
        var report = await stopping;

        Assert.Equal((UnitState.Stopped, 6.5), (tick.State, world.Told<UnitStopped>("tick").Single().Elapsed.TotalSeconds));
        Assert.Single(world.Told<UnitOccurrenceStarted>());
        Assert.Equal(0, report.ExitCode);
    });

    [Theory]
    [InlineData(Overlap.Skip)]
    [InlineData(Overlap.Parallel)]
    public void G4_an_occurrence_that_hangs_is_named_with_its_line(Overlap overlap) => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddSchedule("tick", Schedule.Every(TimeSpan.FromSeconds(1)) with { Overlap = overlap }, _ => WaitsForEver()).StopWithin(TimeSpan.FromSeconds(2));
        await dispatcher.StartAsync();
        await world.Delay(3.5);

        var report = await dispatcher.StopAsync();

        Assert.Equal((UnitState.Abandoned, 4), (report.Of("tick").State, report.ExitCode));
        Assert.StartsWith($"StoppingSchedulesTests.WaitsForEver (StoppingSchedulesTests.cs:{s_line})", report.Of("tick").AwaitingAt);
    });

    [Fact]
    public void Whatever_the_moment_of_a_stop_and_a_start_again_occurrences_never_overlap() => Scenario.Explore(300, async world =>
    {
        var random = new Random(world.Simulation.Seed);
        var running = 0;
        var dispatcher = world.Dispatcher();
        var tick = dispatcher.AddSchedule("tick", Schedule.Every(TimeSpan.FromSeconds(1)) with { Overlap = Overlap.Queue, Missed = (Missed)random.Next(3), RunOnStart = random.Next(2) == 0, Jitter = TimeSpan.FromSeconds(random.Next(2)) }, async stopping =>
        {
            Assert.Equal(1, ++running);
            await world.Delay(random.NextDouble() * 2, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            running--;
        });
        await dispatcher.StartAsync();
        for (var times = 0; times < 5; times++)
        {
            await world.Delay(random.Next(4));
            var asked = tick.TryRunNow();
            Assert.True(asked);
            await dispatcher.StopAsync(tick);
            Assert.Equal((0, false), (running, tick.TryRunNow()));
            await world.Delay(random.Next(3));
            await dispatcher.StartAsync(tick);
        }

        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
        Assert.Empty(world.Told<UnitItemFailed>());
        Assert.Equal(0, world.Simulation.Timers);
        world.Simulation.Trace.AssertSingleRuns();
    });

    // It used to look for its token, read the clock, and only then listen: a stop in between was heard at the next tick, which could be a day away.
    [Fact]
    public async Task A_stop_that_comes_while_the_timetable_is_looked_at_is_not_lost()
    {
        using var fired = new ManualResetEventSlim();
        var time = new HookedTime();
        var dispatcher = new Dispatcher(new() { TimeProvider = time });
        var report = dispatcher.AddSchedule("report", Schedule.Cron("0 7 * * *") with { RunOnStart = true }, stopping =>
        {
            stopping.Register(fired.Set);
            time.Hook = () =>
            {
                dispatcher.RequestStop();
                fired.Wait(TimeSpan.FromSeconds(10));
                Thread.Sleep(100);    // the schedule's own callback comes after ours
            };
            return Task.CompletedTask;
        });
        await dispatcher.StartAsync();

        Assert.True(fired.Wait(TimeSpan.FromSeconds(20)));
        await dispatcher.StopAsync().WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(UnitState.Stopped, report.State);
    }

    /// <summary>Time that stands still; who reads the wall clock next, which is the schedule's loop, is held up by the hook.</summary>
    private sealed class HookedTime : TimeProvider
    {
        private readonly FakeTimeProvider _inner = new();
        private Action? _hook;

        public Action Hook
        {
            set => _hook = value;
        }

        public override long TimestampFrequency => _inner.TimestampFrequency;

        public override long GetTimestamp() => _inner.GetTimestamp();

        public override DateTimeOffset GetUtcNow()
        {
            Interlocked.Exchange(ref _hook, null)?.Invoke();
            return _inner.GetUtcNow();
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => _inner.CreateTimer(callback, state, dueTime, period);
    }

    private static int Here([CallerLineNumber] int line = 0) => line;

    private static async Task WaitsForEver()
    {
        s_line = Here() + 1;
        await new TaskCompletionSource().Task;
    }
}
