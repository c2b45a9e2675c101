namespace Vahta.CoyoteTests;

/// <summary>Whole dispatchers whose work items and callers are threads that can change places anywhere.</summary>
public sealed class WholeLifeTests
{
    // 1 <- 0, 2 <- 0.
    private const int Units = 3;

    [Fact]
    public void Runs_pair_up_and_never_overlap_whatever_is_asked_at_the_same_time() => Explore.Orders(100, async () =>
    {
        var dispatcher = new Dispatcher(World.Options(timePasses: false));
        var lives = new Lives(dispatcher);

        var asked = lives.AskAll();
        await dispatcher.StartAsync();
        await Task.WhenAll(asked);
        var report = await dispatcher.StopAsync();

        Assert.Equal(lives.Setups, lives.Teardowns);
        Assert.Equal((0, 0), (report.ExitCode, report.Errors.Count));
        Assert.All(report.Units, unit => Assert.True(unit.State is UnitState.Stopped or UnitState.Skipped, $"{unit.Name} is {unit.State}"));
    });

    [Fact]
    public void However_late_everybody_is_no_unit_takes_a_step_it_must_not_and_the_stop_ends() => Explore.Orders(100, async () =>
    {
        var dispatcher = new Dispatcher(World.Options(timePasses: true));
        var lives = new Lives(dispatcher);

        var asked = lives.AskAll();
        try
        {
            await dispatcher.StartAsync();
        }
        catch (UnitTimeoutException)
        {
            // Time may pass as it likes, and a unit be too late to be ready.
        }

        await Task.WhenAll(asked);
        var report = await dispatcher.StopAsync();

        Assert.All(report.Errors, error => Assert.IsType<UnitTimeoutException>(error));
        Assert.All(report.Units, unit => Assert.True(unit.State is not (UnitState.Pending or UnitState.Starting or UnitState.Running or UnitState.Stopping), $"{unit.Name} is {unit.State}"));
    });

    [Fact]
    public void A_failure_while_others_start_and_stop_leaves_nothing_up() => Explore.Orders(100, async () =>
    {
        var dispatcher = new Dispatcher(World.Options(timePasses: false));
        var up = 0;
        var database = dispatcher.AddLifespan("database", _ => Database());
        dispatcher.AddTask("broken", async _ =>
        {
            await Task.Yield();
            throw new IOException("broken");
        }).After(database);
        dispatcher.AddTask("poller", Poller).After(database).NotifiesReady();
        dispatcher.OnReady(async _ => await Task.Yield());

        var starting = Task.Run(() => dispatcher.StartAsync());
        var stopping = Task.Run(() => dispatcher.StopAsync());
        var requesting = Task.Run(() => dispatcher.RequestStop("because"));
        await requesting;
        var report = await stopping;
        try
        {
            await starting;
        }
        catch (IOException broken)
        {
            Assert.Equal("broken", broken.Message);
        }

        Assert.Equal(0, up);
        Assert.All(report.Errors, error => Assert.Equal("broken", error.Message));

        async IAsyncEnumerable<int> Database()
        {
            Interlocked.Increment(ref up);
            await Task.Yield();
            yield return 1;
            Interlocked.Decrement(ref up);
        }

        async Task Poller(UnitContext unit, CancellationToken _)
        {
            Interlocked.Increment(ref up);
            unit.Status("polling");
            unit.Ready();
            await World.Fires(unit.Ending);
            Interlocked.Decrement(ref up);
        }
    });

    private sealed class Lives
    {
        private readonly Dispatcher _dispatcher;
        private readonly UnitHandle[] _handles = new UnitHandle[Units];
        private readonly int[] _going = new int[Units];

        public Lives(Dispatcher dispatcher)
        {
            _dispatcher = dispatcher;
            for (var index = 0; index < Units; index++)
            {
                var me = index;
                _handles[me] = dispatcher.AddLifespan($"unit-{me}", _ => Life(me));
                if (me > 0)
                {
                    _handles[me].After(_handles[0]);
                }
            }
        }

        public int[] Setups { get; } = new int[Units];

        public int[] Teardowns { get; } = new int[Units];

        /// <summary>Four threads, each of which asks for something.</summary>
        public Task[] AskAll() =>
        [
            Task.Run(() => Ask(() => _dispatcher.StopAsync(_handles[0]))),
            Task.Run(() => Ask(() => _dispatcher.StartAsync(_handles[0]))),
            Task.Run(() => Ask(() => _dispatcher.StopAsync(_handles[1]))),
            Task.Run(() => Ask(() => _dispatcher.StartAsync(_handles[2]))),
        ];

        private static async Task Ask(Func<Task> what)
        {
            try
            {
                await what();
            }
            catch (InvalidOperationException refused)
            {
                Assert.Contains("cannot be started", refused.Message);
            }
            catch (UnitTimeoutException)
            {
            }
        }

        private async IAsyncEnumerable<int> Life(int me)
        {
            Assert.Equal(1, Interlocked.Increment(ref _going[me]));
            await Task.Yield();
            Setups[me]++;
            yield return me;
            Teardowns[me]++;
            await Task.Yield();
            Interlocked.Decrement(ref _going[me]);
        }
    }
}
