using Microsoft.Extensions.DependencyInjection;

namespace Vahta.Tests.Schedules;

public sealed class OccurrenceScopesTests
{
    private static readonly Schedule s_everySecond = Schedule.Every(TimeSpan.FromSeconds(1));

    [Fact]
    public void A_class_is_made_anew_in_a_scope_of_its_own_for_each_occurrence() => Scenario.Explore(50, async world =>
    {
        await using var container = new ServiceCollection().AddSingleton(world).AddScoped<Session>().BuildServiceProvider(validateScopes: true);
        var dispatcher = world.Dispatcher(options => options.Services = container);
        dispatcher.AddSchedule<Report>("report", s_everySecond);
        await dispatcher.StartAsync();

        await world.Simulation.AdvanceAsync(TimeSpan.FromSeconds(2.5));

        Assert.Equal(["session made", "report of run 1", "report disposed", "session closed", "session made", "report of run 1", "report disposed", "session closed"], world.Journal);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void What_an_occurrence_owns_is_closed_when_it_ends() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddSchedule("tick", s_everySecond, async (unit, stopping) =>
        {
            unit.Own(new Closes(world));
            await world.Delay(0.5, stopping);
            world.Note("done");
        });
        await dispatcher.StartAsync();

        await world.Simulation.AdvanceAsync(TimeSpan.FromSeconds(2.7));

        Assert.Equal(["done", "closed", "done", "closed"], world.Journal);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void What_fails_to_close_is_the_occurrences_failure_and_the_next_waits_for_it() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddSchedule("tick", s_everySecond, (unit, _) =>
        {
            unit.Own(new Closes(world, seconds: 1.5, thrown: new IOException("stuck")));
            return Task.CompletedTask;
        });
        await dispatcher.StartAsync();

        await world.Simulation.AdvanceAsync(TimeSpan.FromSeconds(3.5));

        Assert.Equal("stuck", Assert.Single(Assert.Single(world.Told<UnitItemFailed>()).Exceptions).Message);
        Assert.Equal([2], world.Told<UnitOccurrenceSkipped>().Select(told => told.Elapsed.TotalSeconds));
        await dispatcher.StopAsync();
    });

    [Fact]
    public void A_reload_handler_is_refused_since_each_occurrence_would_leave_one() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddSchedule("tick", s_everySecond, (unit, _) =>
        {
            unit.OnReload(_ => Task.CompletedTask);
            return Task.CompletedTask;
        });
        await dispatcher.StartAsync();

        await world.Simulation.AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.StartsWith("Schedule 'tick' cannot reload", Assert.Single(Assert.Single(world.Told<UnitItemFailed>()).Exceptions).Message);
        await dispatcher.StopAsync();
    });

    private sealed class Closes(Scenario world, double seconds = 0, Exception? thrown = null) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await world.Delay(seconds);
            world.Note("closed");
            if (thrown is not null)
            {
                throw thrown;
            }
        }
    }

    private sealed class Session : IDisposable
    {
        private readonly Scenario _world;

        public Session(Scenario world)
        {
            _world = world;
            world.Note("session made");
        }

        public void Dispose() => _world.Note("session closed");
    }

    private sealed class Report(Scenario world, Session session) : IUnit, IDisposable
    {
        public Task RunAsync(UnitContext unit, CancellationToken stopping)
        {
            Assert.Same(session, unit.Services.GetService(typeof(Session)));
            world.Note($"{unit.Name} of run {unit.Run}");
            return Task.CompletedTask;
        }

        public void Dispose() => world.Note("report disposed");
    }
}
