namespace Vahta.Tests.Lifespans;

public sealed class IteratorLifespanTests
{
    [Theory]
    [InlineData(Entry.StartAsync)]
    [InlineData(Entry.RunAsync)]
    public void A10_a_second_yield_is_an_error_at_the_stop_and_others_are_torn_down(Entry entry) => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Application();
        var below = dispatcher.AddLifespan("below", world.Holds("below"));
        dispatcher.AddLifespan("twice", _ => Twice(world)).After(below);

        var report = await dispatcher.LiveAsync(entry);

        Assert.Equal(["below up", "first", "second", "finally", "below down"], world.Journal);
        var error = Assert.Single(report.Errors);
        Assert.Contains("'twice'", error.Message);
        Assert.Contains("exactly once", error.Message);
        Assert.Equal(1, report.ExitCode);
    });

    [Theory]
    [InlineData(Entry.StartAsync)]
    [InlineData(Entry.RunAsync)]
    public void A11_an_iterator_without_a_yield_fails_the_start_and_what_was_set_up_is_torn_down(Entry entry) =>
        Scenario.Explore(50, async world =>
        {
            var dispatcher = world.Application();
            var below = dispatcher.AddLifespan("below", world.Holds("below"));
            dispatcher.AddLifespan("never", _ => Never(world)).After(below);

            var report = await dispatcher.LiveAsync(entry);

            Assert.Equal(["below up", "no yield", "below down"], world.Journal);
            var error = Assert.Single(report.Errors);
            Assert.Contains("'never'", error.Message);
            Assert.Contains("exactly once", error.Message);
            Assert.Equal(3, report.ExitCode);
        });

    [Fact]
    public void An_iterator_that_is_null_is_told_by_name() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan<int>("nothing", (UnitContext _) => null!);

        var error = await Thrown.By<InvalidOperationException>(dispatcher.StartAsync());

        Assert.Contains("iterator", error.Message);
        Assert.Contains("'nothing'", error.Message);
    });

    [Fact]
    public void What_an_iterator_left_open_around_its_yield_is_closed_when_it_stops() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("nested", _ => Nested(world));

        await dispatcher.LiveAsync(Entry.StartAsync);

        Assert.Equal(["up", "inner", "outer"], world.Journal);
    });

    [Fact]
    public void A_setup_that_throws_runs_the_finally_blocks_it_had_entered() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("broken", _ => Broken(world));

        var error = await Thrown.By<IOException>(dispatcher.StartAsync());

        Assert.Equal("broken", error.Message);
        Assert.Equal(["opened", "closed"], world.Journal);
    });

    [Fact]
    public void A_setup_that_waits_by_its_token_is_cut_short_by_a_stop() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("waiting", unit => Waiting(world, unit));

        var starting = dispatcher.StartAsync();
        await world.Delay(1);
        var report = await dispatcher.StopAsync();
        await starting;

        Assert.Equal(["waiting", "closed"], world.Journal);
        Assert.Equal(TimeSpan.Zero, report.Stopping);
        Assert.Equal(0, report.ExitCode);
        Assert.Equal(UnitState.Stopped, report.Units[0].State);
    });

    [Fact]
    public void A_null_delegate_is_refused_where_it_is_given()
    {
        var dispatcher = new Dispatcher();

        Assert.Throws<ArgumentNullException>("iterator", () => dispatcher.AddLifespan("none", (Func<UnitContext, IAsyncEnumerable<int>>)null!));
        Assert.False(dispatcher.TryGetUnit("none", out _));
    }

    private static async IAsyncEnumerable<int> Twice(Scenario world)
    {
        try
        {
            await Task.Yield();
            world.Note("first");
            yield return 1;
            world.Note("second");
            yield return 2;
            world.Note("beyond");
        }
        finally
        {
            world.Note("finally");
        }
    }

    private static async IAsyncEnumerable<int> Never(Scenario world)
    {
        await Task.Yield();
        world.Note("no yield");
        yield break;
    }

    private static async IAsyncEnumerable<int> Nested(Scenario world)
    {
        await using var outer = new Closing(world, "outer");
        await using var inner = new Closing(world, "inner");
        world.Note("up");
        yield return 1;
    }

    private static async IAsyncEnumerable<int> Broken(Scenario world)
    {
        await using var opened = new Closing(world, "closed");
        world.Note("opened");
        await Task.Yield();
        if (world.Journal.Count > 0)
        {
            throw new IOException("broken");
        }

        yield return 1;
    }

    private static async IAsyncEnumerable<int> Waiting(Scenario world, UnitContext unit)
    {
        await using var opened = new Closing(world, "closed");
        world.Note("waiting");
        await world.Delay(10, unit.Stopping);
        yield return 1;
        world.Note("torn down");
    }

    private sealed class Closing(Scenario world, string name) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Task.Yield();
            world.Note(name);
        }
    }
}
