using Microsoft.Extensions.DependencyInjection;

namespace Vahta.Tests.Restarting;

public sealed class FreshRunTests
{
    [Fact]
    public void H12_each_run_has_a_number_a_context_a_token_and_a_scope_of_its_own() => Scenario.Explore(20, async world =>
    {
        await using var services = new ServiceCollection().AddScoped<Scoped>().BuildServiceProvider();
        var runs = new List<(int Number, UnitContext Context, CancellationToken Stopping, Scoped Scoped)>();
        var dispatcher = world.Dispatcher(options => options.Services = services);
        dispatcher.AddTask("poller", async (unit, stopping) =>
        {
            runs.Add((unit.Run, unit, stopping, unit.Services.GetRequiredService<Scoped>()));
            Assert.False(stopping.IsCancellationRequested);
            await world.Delay(1, stopping);
            throw new IOException($"{unit.Run}");
        }).Restarts(Restarts.OnFailure);
        await dispatcher.StartAsync();

        await world.Delay(3.2);

        Assert.Equal([1, 2, 3], runs.Select(static run => run.Number));
        Assert.Equal((3, 3, 3), (runs.Select(static run => run.Context).Distinct().Count(), runs.Select(static run => run.Stopping).Distinct().Count(), runs.Select(static run => run.Scoped).Distinct().Count()));
        Assert.Equal([true, true, false], runs.Select(static run => run.Scoped.IsDisposed));
        await dispatcher.StopAsync();
        Assert.True(runs[2].Scoped.IsDisposed);
    });

    [Fact]
    public void H10_S62_each_failure_is_told_once_with_the_users_own_object_delay_and_attempt() => Scenario.Explore(20, async world =>
    {
        var thrown = new List<IOException>();
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("poller", async (unit, stopping) =>
        {
            await world.Delay(1, stopping);
            thrown.Add(new($"{unit.Run}"));
            throw thrown[^1];
        }).Restarts(Restarts.OnFailure with { MaxRestarts = 2 });
        await dispatcher.StartAsync();
        await world.Delay(10);

        var report = await dispatcher.StopAsync();

        var restarts = world.Told<UnitRestarting>();
        Assert.Equal([(1, 100, 1), (2, 200, 2)], restarts.Select(static restart => (restart.Run, restart.Delay.TotalMilliseconds, restart.Attempt)));
        Assert.All(restarts, restart => Assert.Same(thrown[restart.Run - 1], Assert.Single(restart.Exceptions)));
        Assert.Same(thrown[2], Assert.Single(Assert.Single(world.Told<UnitFailed>()).Exceptions));
        Assert.Same(thrown[2], Assert.Single(report.Errors));
        Assert.Equal(thrown, report.Of("poller").Errors.Cast<IOException>());
        Assert.Equal((1, 3, UnitState.Failed), (report.ExitCode, report.Of("poller").Runs, report.Of("poller").State));
    });

    [Fact]
    public void K2_a_lifespan_that_died_in_its_setup_is_set_up_again_and_torn_down_once() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var tries = 0;
        dispatcher.AddLifespan("database", Database).Restarts(Restarts.OnFailure with { AlsoAtStart = true });
        await dispatcher.StartAsync();

        await dispatcher.StopAsync();

        Assert.Equal(["try 1", "try 2", "up", "down"], world.Journal);

        async IAsyncEnumerable<string> Database(UnitContext unit)
        {
            world.Note($"try {++tries}");
            await world.Delay(1, unit.Stopping);
            _ = tries == 1 ? throw new IOException("refused") : 0;
            world.Note("up");
            yield return "database";
            world.Note("down");
        }
    });

    private sealed class Scoped : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
