namespace Vahta.Tests.Units;

public sealed class OwnedResourcesTests
{
    [Fact]
    public void What_a_run_owns_is_closed_when_it_ends_last_owned_first() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("owner", async (unit, stopping) =>
        {
            var first = new AsyncResource(world, "first");
            Assert.Same(first, unit.Own(first));
            unit.Own(new Resource(world, "second"));
            unit.Own(new AsyncResource(world, "third"));
            await world.Serves("owner")(stopping);
        });

        await dispatcher.LiveAsync(Entry.StartAsync);

        Assert.Equal(["owner up", "owner down", "third closed", "second closed", "first closed"], world.Journal);
    });

    [Fact]
    public void A_lifespan_closes_what_it_owns_after_its_teardown_and_before_what_it_needs_goes_down() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        var below = dispatcher.AddLifespan("below", world.Holds("below"));
        dispatcher.AddLifespan("owner", unit =>
        {
            unit.Own(new AsyncResource(world, "resource"));
            return world.Holds("owner", teardown: 1)(unit);
        }).After(below);

        await dispatcher.LiveAsync(Entry.StartAsync);

        Assert.Equal(["below up", "owner up", "owner down", "resource closed", "below down"], world.Journal);
    });

    [Fact]
    public void What_a_failed_setup_owned_is_closed() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan<int>("broken", (unit, _) =>
        {
            unit.Own(new Resource(world, "resource"));
            throw new IOException("broken");
        });

        await Thrown.By<IOException>(dispatcher.StartAsync());

        Assert.Equal(["resource closed"], world.Journal);
    });

    [Fact]
    public void What_a_job_owns_is_closed_before_those_that_come_after_it_start() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        var job = dispatcher.AddJob("job", (unit, _) =>
        {
            unit.Own(new AsyncResource(world, "resource"));
            return Task.CompletedTask;
        });
        dispatcher.AddTask("after", world.Serves("after")).After(job);

        await dispatcher.StartAsync();

        Assert.Equal(["resource closed", "after up"], world.Journal);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void One_that_fails_to_close_keeps_no_other_open_and_all_failures_are_told() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("owner", async (unit, stopping) =>
        {
            unit.Own(new Resource(world, "first"));
            unit.Own(new Broken("second"));
            unit.Own(new AsyncResource(world, "third"));
            unit.Own(new Broken("fourth"));
            await world.Serves("owner")(stopping);
        });

        var report = await dispatcher.LiveAsync(Entry.StartAsync);

        Assert.Equal(["owner up", "owner down", "third closed", "first closed"], world.Journal);
        Assert.Equal(["fourth", "second"], report.Errors.Select(error => error.Message));
        Assert.Equal(1, report.ExitCode);
    });

    [Fact]
    public void The_bodys_failure_comes_before_that_of_what_it_owned() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddJob("owner", (unit, _) =>
        {
            unit.Own(new Broken("resource"));
            throw new IOException("body");
        });

        Assert.Equal("body", (await Thrown.By<IOException>(dispatcher.StartAsync())).Message);
        Assert.Equal(["body", "resource"], (await dispatcher.StopAsync()).Errors.Select(error => error.Message));
    });

    [Fact]
    public void What_can_not_be_closed_can_not_be_owned() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddJob("owner", (unit, _) =>
        {
            unit.Own(new object());
            return Task.CompletedTask;
        });

        var thrown = await Thrown.By<ArgumentException>(dispatcher.StartAsync());

        Assert.Contains("'owner'", thrown.Message);
        Assert.Contains("IAsyncDisposable", thrown.Message);
    });

    [Fact]
    public void A_run_that_has_ended_owns_nothing_more() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        UnitContext? context = null;
        dispatcher.AddJob("owner", (unit, _) =>
        {
            context = unit;
            unit.Own(new Resource(world, "resource"));
            return Task.CompletedTask;
        });
        await dispatcher.StartAsync();

        var thrown = Assert.Throws<InvalidOperationException>(() => context!.Own(new Resource(world, "late")));

        Assert.Contains("'owner' has ended", thrown.Message);
        await dispatcher.StopAsync();
        Assert.Equal(["resource closed"], world.Journal);
    });

    [Fact]
    public void A_run_that_has_ended_owns_nothing_more_even_if_it_had_owned_nothing() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        UnitContext? context = null;
        dispatcher.AddJob("owner", (unit, _) =>
        {
            context = unit;
            return Task.CompletedTask;
        });
        await dispatcher.StartAsync();

        Assert.Throws<InvalidOperationException>(() => context!.Own(new Resource(world, "late")));
        await dispatcher.StopAsync();
    });

    [Fact]
    public void A_stream_left_open_is_closed_when_the_run_ends() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("reader", async (unit, stopping) =>
        {
            var left = unit.OwnStream(Numbers(world, "left")).GetAsyncEnumerator(stopping);
            Assert.True(await left.MoveNextAsync());
            Assert.Equal(1, left.Current);
            await world.Serves("reader")(stopping);
        });

        await dispatcher.LiveAsync(Entry.StartAsync);

        Assert.Equal(["reader up", "reader down", "left closed"], world.Journal);
    });

    [Fact]
    public void A_stream_that_was_read_to_its_end_or_left_early_is_closed_once() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddJob("reader", async (unit, stopping) =>
        {
            await foreach (var _ in unit.OwnStream(Numbers(world, "whole")))
            {
            }

            await foreach (var _ in unit.OwnStream(Numbers(world, "part")))
            {
                break;
            }

            world.Note("read");
        });

        await dispatcher.LiveAsync(Entry.StartAsync);

        Assert.Equal(["whole closed", "part closed", "read"], world.Journal);
    });

    [Fact]
    public void K9_a_background_task_a_resource_owns_is_ended_and_awaited_with_its_unit() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        var below = dispatcher.AddLifespan("below", world.Holds("below"));
        dispatcher.AddLifespan("owner", unit =>
        {
            unit.Own(new Pump(world));
            return world.Holds("owner")(unit);
        }).After(below);

        await dispatcher.LiveAsync(Entry.StartAsync);

        Assert.Equal(["below up", "owner up", "owner down", "pump down", "below down"], world.Journal.Where(noted => noted != "pump up"));
    });

    private static async IAsyncEnumerable<int> Numbers(Scenario world, string name)
    {
        try
        {
            await Task.Yield();
            yield return 1;
            yield return 2;
        }
        finally
        {
            world.Note($"{name} closed");
        }
    }

    private sealed class Resource(Scenario world, string name) : IDisposable
    {
        public void Dispose() => world.Note($"{name} closed");
    }

    private sealed class AsyncResource(Scenario world, string name) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await world.Delay(0.2);
            world.Note($"{name} closed");
        }
    }

    private sealed class Broken(string name) : IDisposable
    {
        public void Dispose() => throw new IOException(name);
    }

    private sealed class Pump : IAsyncDisposable
    {
        private readonly CancellationTokenSource _end = new();
        private readonly Task _pumping;

        public Pump(Scenario world) => _pumping = world.Serves("pump")(_end.Token);

        public async ValueTask DisposeAsync()
        {
            _end.Cancel();
            await _pumping;
        }
    }
}
