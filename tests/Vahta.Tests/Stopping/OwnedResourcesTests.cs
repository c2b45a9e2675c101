namespace Vahta.Tests.Stopping;

public sealed class OwnedResourcesTests
{
    [Fact]
    public void I15_what_a_run_owns_is_closed_when_it_ends_last_owned_first_before_its_needs_go() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var database = dispatcher.AddLifespan("database", world.Holds("database"));
        dispatcher.AddTask("poller", async (unit, stopping) =>
        {
            unit.Own(new Resource(() => Note("one closed")));
            unit.Own(new Resource(() => Note("two closed")));
            await world.Fires(stopping);
            world.Note("poller down");
        }).After(database);
        await dispatcher.StartAsync();

        await dispatcher.StopAsync();

        Assert.Equal(["database up", "poller down", "two closed", "one closed", "database down"], world.Journal);

        Task Note(string what)
        {
            world.Note(what);
            return Task.CompletedTask;
        }
    });

    [Fact]
    public void I15_a_stream_left_open_is_closed_when_the_run_ends() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("poller", async (unit, stopping) =>
        {
            var open = unit.OwnStream(Numbers()).GetAsyncEnumerator(stopping);
            await open.MoveNextAsync();
            await foreach (var number in unit.OwnStream(Numbers()))
            {
                world.Note($"read {number}");
                break;
            }

            await world.Fires(stopping);
            world.Note("down");
        });
        await dispatcher.StartAsync();

        await dispatcher.StopAsync();

        Assert.Equal(["read 1", "closed", "down", "closed"], world.Journal);

        async IAsyncEnumerable<int> Numbers()
        {
            try
            {
                await Task.CompletedTask;
                yield return 1;
                yield return 2;
            }
            finally
            {
                world.Note("closed");
            }
        }
    });

    [Fact]
    public void G2_a_resource_that_hangs_while_closing_uses_up_its_own_runs_share_only() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        var database = dispatcher.AddLifespan("database", world.Holds("database"));
        dispatcher.AddTask("poller", async (unit, stopping) =>
        {
            unit.Own(new Resource(() => new TaskCompletionSource().Task));
            await world.Fires(stopping);
            await world.Delay(2);
        }).After(database).StopWithin(TimeSpan.FromSeconds(3));
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();

        Assert.Equal((4, TimeSpan.FromSeconds(3 + 1)), (report.ExitCode, report.Stopping));
        Assert.Equal((UnitState.Abandoned, UnitState.Stopped), (report.Of("poller").State, report.Of("database").State));
    });

    [Fact]
    public void G3_every_failure_to_close_is_told_and_everything_is_closed() => Scenario.Explore(30, async world =>
    {
        var (a, b, body) = (new IOException("a"), new IOException("b"), new IOException("body"));
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("poller", async (unit, stopping) =>
        {
            unit.Own(new Resource(() => throw a));
            unit.Own(new Resource(() =>
            {
                world.Note("closed");
                return Task.CompletedTask;
            }));
            unit.Own(new Resource(() => throw b));
            await world.FailsToStop(body)(stopping);
        });
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();
        await world.QuietAsync();

        Assert.Equal([body, b, a], report.Errors);
        Assert.Equal(["closed"], world.Journal);
        Assert.Equal([body, b, a], Assert.Single(world.Told<UnitFailed>()).Exceptions);
    });

    [Fact]
    public void G1_what_a_setup_owned_is_closed_when_it_fails_and_what_a_lifespan_owns_after_its_teardown() => Scenario.Explore(30, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan<int>("good", Good);
        dispatcher.AddLifespan("bad", (unit, _) =>
        {
            unit.Own(new Resource(() => Note("bad closed")));
            return Task.FromException<int>(new IOException());
        }).IgnoreFailure();
        await dispatcher.StartAsync();
        Assert.Equal(["bad closed"], world.Journal);

        await dispatcher.StopAsync();

        Assert.Equal(["bad closed", "good down", "good closed"], world.Journal);

        async IAsyncEnumerable<int> Good(UnitContext unit)
        {
            unit.Own(new Resource(() => Note("good closed")));
            await Task.CompletedTask;
            yield return 1;
            world.Note("good down");
        }

        Task Note(string what)
        {
            world.Note(what);
            return Task.CompletedTask;
        }
    });

    [Fact]
    public void A_run_that_has_ended_can_own_nothing_more() => Scenario.Explore(10, async world =>
    {
        UnitContext? context = null;
        var dispatcher = world.Dispatcher();
        dispatcher.AddJob("job", (unit, _) =>
        {
            context = unit;
            unit.Own(new Resource(() => Task.CompletedTask));
            return Task.CompletedTask;
        });
        await dispatcher.StartAsync();

        Assert.Throws<InvalidOperationException>(() => context!.Own(new Resource(() => Task.CompletedTask)));
        await dispatcher.StopAsync();
    });

    // It has failed already; what lingers is only what it owned.
    [Fact]
    public void A_task_that_fails_at_once_is_never_ready_and_what_it_owned_is_closed_within_its_time() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        var task = dispatcher.AddTask("broken", (unit, _) =>
        {
            unit.Own(new Resource(() => world.Delay(60)));
            throw new IOException("broken");
        }).StopWithin(TimeSpan.FromSeconds(3));

        var report = await dispatcher.RunAsync();

        Assert.Empty(world.Told<UnitReady>());
        Assert.Equal((UnitState.Abandoned, 4), (task.State, report.Starting.TotalSeconds));
        Assert.Contains(report.Errors, static error => error is IOException { Message: "broken" });
    });

    private sealed class Resource(Func<Task> close) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await close();
    }
}
