namespace Vahta.Tests.Requests;

/// <summary>S27: while a unit restarts every call answers, a stop wins, and nothing hangs.</summary>
public sealed class WhileRestartingTests
{
    public enum Call
    {
        Start,
        Stop,
        Restart,
        Remove,
        Reset,
        Preview,
        Snapshot,
        StopAll,
    }

    /// <summary>Without a delay it is up, starting twice, up and starting again; with one it is up, waiting twice and starting twice.</summary>
    public static TheoryData<Call, double, double> Moments { get; } = new MatrixTheoryData<Call, double, double>(Enum.GetValues<Call>(), [0.25, 0.75, 1.25, 1.75, 2.25], [0, 1]);

    [Theory]
    [MemberData(nameof(Moments))]
    public void S27_every_call_answers_at_every_moment_of_a_crash_loop(Call call, double moment, double delay) => Scenario.Explore(10, async world =>
    {
        var stopped = false;
        var dispatcher = world.Dispatcher();
        var loop = dispatcher.AddTask("loop", async (unit, stopping) =>
        {
            Assert.False(stopped, "A run begins after the stop.");
            world.Note($"run {unit.Run}");
            await world.Delay(unit.Run == 1 ? 0 : 1, stopping);
            unit.Ready();
            await world.Delay(0.5, stopping);
            throw new IOException($"{unit.Run}");
        }).NotifiesReady().Restarts(Restarts.OnFailure with { Delay = TimeSpan.FromSeconds(delay), MaxDelay = TimeSpan.FromSeconds(delay), KeepTrying = true });
        await dispatcher.StartAsync();
        await world.Delay(moment);
        var asked = Ask();
        stopped = call is Call.Stop or Call.Remove or Call.StopAll;

        await world.Delay(10.1);

        Assert.True(asked.IsCompleted);
        await asked;
        if (stopped)
        {
            Assert.Equal(UnitState.Stopped, loop.State);
        }
        else
        {
            Assert.True(dispatcher.Snapshot().Of("loop").Run > 4, "The loop goes on.");
        }

        Assert.Equal(call != Call.Remove, dispatcher.TryGetUnit("loop", out _));
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
        Assert.Equal(0, world.Simulation.Timers);
        LegalSequences.Check(world.Events);

        Task Ask()
        {
            switch (call)
            {
                case Call.Start:
                    return dispatcher.StartAsync(loop);
                case Call.Stop:
                    return dispatcher.StopAsync(loop);
                case Call.Restart:
                    return dispatcher.RestartAsync(loop);
                case Call.Remove:
                    return dispatcher.RemoveAsync(loop);
                case Call.StopAll:
                    return dispatcher.StopAsync();
                case Call.Reset:
                    dispatcher.Reset(loop);
                    return Task.CompletedTask;
                case Call.Preview:
                    Assert.All(Enum.GetValues<UnitRequest>(), request => Assert.Null(dispatcher.Preview(request, loop).Refusal));
                    return Task.CompletedTask;
                default:
                    Assert.Equal(loop.State, dispatcher.Snapshot().Of("loop").State);
                    return Task.CompletedTask;
            }
        }
    });

    [Fact]
    public void S11_a_start_by_request_waits_through_restarts_until_the_unit_is_ready() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var tries = 0;
        var cache = dispatcher.AddLifespan("cache", _ => ++tries < 4 ? Task.FromException<int>(new IOException($"{tries}")) : Task.FromResult(tries)).Manual().Restarts(Restarts.OnFailure);
        await dispatcher.StartAsync();

        await dispatcher.StartAsync(cache);

        Assert.Equal((UnitState.Running, 4), (cache.State, cache.Value));
        Assert.Equal(0.7, world.Now.TotalSeconds, 0.001);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void S11_a_start_by_request_waits_through_restarts_until_the_final_failure_and_throws_that() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var tries = 0;
        var cache = dispatcher.AddLifespan("cache", _ => Task.FromException<int>(new IOException($"{++tries}"))).Manual().Restarts(Restarts.OnFailure with { MaxRestarts = 2 }).IgnoreFailure();
        await dispatcher.StartAsync();

        var thrown = await Thrown.By<IOException>(dispatcher.StartAsync(cache));

        Assert.Equal(("3", UnitState.Failed), (thrown.Message, cache.State));
        await dispatcher.StopAsync();
    });

    [Fact]
    public void S27_who_waits_for_a_unit_in_back_off_is_released_when_its_need_is_stopped() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("need", world.Serves("need"));
        var cache = dispatcher.AddLifespan("cache", static _ => Task.FromException<int>(new IOException("refused"))).After("need")
            .Restarts(Restarts.OnFailure with { AlsoAtStart = true, KeepTrying = true, Delay = TimeSpan.FromSeconds(5) });
        var starting = dispatcher.StartAsync();
        await world.Delay(1);
        var waiting = Thrown.By<InvalidOperationException>(dispatcher.StartAsync(cache));
        await world.Delay(1);
        Assert.Equal(UnitState.Restarting, cache.State);

        await dispatcher.StopAsync("need");

        Assert.Contains("'need', which it needs, was stopped by request", (await waiting).Message, StringComparison.Ordinal);
        await starting;
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
    });

    [Fact]
    public void S27_the_start_of_a_unit_that_is_just_going_down_waits_until_it_is_up_again() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var cache = dispatcher.AddTask("cache", world.Serves("cache"));
        dispatcher.AddTask("poller", world.StopsIn("poller", 2)).After(cache);
        await dispatcher.StartAsync();
        var stopping = dispatcher.StopAsync(cache);
        await world.Delay(1);

        await dispatcher.StartAsync(cache);

        Assert.Equal((UnitState.Running, 2), (cache.State, dispatcher.Snapshot().Of("cache").Run));
        await stopping;
        await dispatcher.StopAsync();
    });

    [Fact]
    public void S27_a_start_is_not_held_up_by_what_waits_behind_a_completed_unit_whose_need_was_stopped() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("need", world.Serves("need"));
        dispatcher.AddJob("migrate", world.EndsAfter(1)).After("need");
        dispatcher.AddLifespan("cache", world.Holds("cache", setup: 5)).After("migrate");
        var starting = dispatcher.StartAsync();
        await world.Delay(2);

        await dispatcher.StopAsync("need");

        await starting;
        Assert.Equal((UnitState.Completed, UnitState.Pending), (dispatcher["migrate"].State, dispatcher["cache"].State));
        await dispatcher.StopAsync();
    });

    [Fact]
    public void S27_who_restarts_what_waits_for_a_completed_unit_is_released_when_that_is_stopped() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddJob("migrate", world.EndsAfter(1));
        dispatcher.AddLifespan("cache", world.Holds("cache", setup: 5)).After("migrate", Dependency.Optional);
        await dispatcher.StartAsync();
        var restarting = dispatcher.RestartAsync("cache");
        await world.Delay(1);

        await dispatcher.StopAsync("migrate");

        await Thrown.By<InvalidOperationException>(restarting);
        Assert.Equal(UnitState.Pending, dispatcher["cache"].State);
        await dispatcher.StopAsync();
    });
}
