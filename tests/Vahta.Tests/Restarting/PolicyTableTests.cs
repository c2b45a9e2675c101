namespace Vahta.Tests.Restarting;

public sealed class PolicyTableTests
{
    public enum End
    {
        Completes,
        CancelsItself,
        TimesOutElsewhere,
        Throws,
    }

    [Theory]
    [InlineData(RestartMode.Never, End.Completes, UnitState.Completed, 1)]
    [InlineData(RestartMode.Never, End.CancelsItself, UnitState.Failed, 1)]
    [InlineData(RestartMode.Never, End.TimesOutElsewhere, UnitState.Failed, 1)]
    [InlineData(RestartMode.Never, End.Throws, UnitState.Failed, 1)]
    [InlineData(RestartMode.OnFailure, End.Completes, UnitState.Completed, 1)]
    [InlineData(RestartMode.OnFailure, End.CancelsItself, UnitState.Running, 2)]
    [InlineData(RestartMode.OnFailure, End.TimesOutElsewhere, UnitState.Running, 2)]
    [InlineData(RestartMode.OnFailure, End.Throws, UnitState.Running, 2)]
    [InlineData(RestartMode.Always, End.Completes, UnitState.Running, 2)]
    [InlineData(RestartMode.Always, End.CancelsItself, UnitState.Running, 2)]
    [InlineData(RestartMode.Always, End.TimesOutElsewhere, UnitState.Running, 2)]
    [InlineData(RestartMode.Always, End.Throws, UnitState.Running, 2)]
    public void S15_S16_each_policy_meets_each_end(RestartMode mode, End end, UnitState state, int runs) => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var unit = dispatcher.AddTask("unit", async (context, stopping) =>
        {
            await world.Delay(1, stopping);
            if (context.Run == 1)
            {
                await How(world, end);
                return;
            }

            await world.Fires(stopping);
        }).Restarts(Restarts.OnFailure with { Mode = mode }).IgnoreFailure();
        await dispatcher.StartAsync();

        await world.Delay(5);

        Assert.Equal(state, unit.State);
        var report = await dispatcher.StopAsync();
        Assert.Equal((runs, end == End.Completes ? 0 : 1, 0), (report.Of("unit").Runs, report.Of("unit").Errors.Count, report.ExitCode));
        Assert.Equal((runs - 1, end == End.Completes || runs == 2 ? 0 : 1), (world.Told<UnitRestarting>().Count, world.Told<UnitFailed>().Count));
        Assert.Equal(end == End.Completes || runs == 1 ? 0 : 1, world.Told<UnitRestarting>().Sum(static restart => restart.Attempt));
        LegalSequences.Check(world.Events);
    });

    [Fact]
    public void A_job_that_failed_once_and_then_completed_does_not_run_again() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var job = dispatcher.AddJob("job", async (unit, stopping) =>
        {
            await world.Delay(1, stopping);
            _ = unit.Run == 1 ? throw new IOException("once") : 0;
        }).Restarts(Restarts.OnFailure with { AlsoAtStart = true });
        await dispatcher.StartAsync();

        await world.Delay(60);

        Assert.Equal(UnitState.Completed, job.State);
        Assert.Equal(2, (await dispatcher.StopAsync()).Of("job").Runs);
    });

    private static async Task How(Scenario world, End end)
    {
        using var foreign = new CancellationTokenSource();
        await foreign.CancelAsync();
        await (end switch
        {
            End.CancelsItself => throw new OperationCanceledException("by itself"),
            End.TimesOutElsewhere => world.Delay(1, foreign.Token),
            End.Throws => throw new IOException("thrown"),
            _ => Task.CompletedTask,
        });
    }
}
