namespace Vahta.Tests.Lifespans;

public sealed class PairedTeardownTests
{
    [Theory]
    [InlineData(Entry.StartAsync)]
    [InlineData(Entry.RunAsync)]
    public void A1_what_is_set_up_first_is_torn_down_last(Entry entry) => Scenario.Explore(100, async world =>
    {
        var dispatcher = world.Application();
        var first = dispatcher.AddLifespan("1", world.Holds("1"));
        dispatcher.AddLifespan("2", world.Holds("2")).After(first);

        var report = await dispatcher.LiveAsync(entry);

        Assert.Equal(["1 up", "2 up", "2 down", "1 down"], world.Journal);
        Assert.Equal(0, report.ExitCode);
        Assert.All(report.Units, unit => Assert.Equal(UnitState.Stopped, unit.State));
    });

    [Theory]
    [InlineData(Entry.StartAsync)]
    [InlineData(Entry.RunAsync)]
    public void A2_A3_a_setup_that_throws_has_no_teardown_and_what_was_set_up_before_has_one(Entry entry) =>
        Scenario.Explore(100, async world =>
        {
            var dispatcher = world.Application();
            var first = dispatcher.AddLifespan("1", world.Holds("1"));
            var second = dispatcher.AddLifespan("2", Fails(world)).After(first);
            dispatcher.AddLifespan("3", world.Holds("3")).After(second);

            var report = await dispatcher.LiveAsync(entry);

            Assert.Equal(["1 up", "2 begins", "1 down"], world.Journal);
            Assert.Equal(3, report.ExitCode);
            Assert.Equal([UnitState.Stopped, UnitState.Failed, UnitState.Skipped], report.Units.Select(unit => unit.State));
            Assert.Equal("2", report.Reason.Unit);
            Assert.Equal("2", report.Units[2].SkippedBecauseOf);
        });

    [Fact]
    public void A12_lifespans_however_written_keep_one_order() => Scenario.Explore(100, async world =>
    {
        var dispatcher = world.Application();
        var iterator = dispatcher.AddLifespan("iterator", world.Holds("iterator"));
        var factory = dispatcher.AddLifespan("factory", stopping =>
        {
            world.Note("factory up");
            return Task.FromResult(new Resource(() => world.Note("factory down")));
        }).After(iterator);
        var pair = dispatcher.AddLifespan("pair", _ => NoteAsync(world, "pair up"), _ => NoteAsync(world, "pair down")).After(factory);
        var typed = dispatcher.AddLifespan("typed", _ => OpenAsync(world), (value, _) => NoteAsync(world, $"{value} down")).After(pair);
        dispatcher.AddLifespan("last", world.Holds("last")).After(typed);

        await dispatcher.LiveAsync(Entry.StartAsync);

        string[] order = ["iterator", "factory", "pair", "typed", "last"];
        Assert.Equal([.. order.Select(name => $"{name} up"), .. order.Reverse().Select(name => $"{name} down")], world.Journal);
    });

    [Theory]
    [InlineData(Entry.StartAsync)]
    [InlineData(Entry.RunAsync)]
    public void A17_a_thousand_lifespans_go_up_and_down_in_order_within_the_budget(Entry entry) => Scenario.Run(async world =>
    {
        var dispatcher = world.Application(options => options.InOrder = true);
        for (var index = 0; index < 1000; index++)
        {
            dispatcher.AddLifespan($"unit-{index}", world.Holds($"{index}"));
        }

        var report = await dispatcher.LiveAsync(entry);

        Assert.Equal(
            [.. Enumerable.Range(0, 1000).Select(index => $"{index} up"), .. Enumerable.Range(0, 1000).Reverse().Select(index => $"{index} down")],
            world.Journal);
        Assert.Equal(0, report.ExitCode);
        Assert.InRange(report.Stopping, TimeSpan.Zero, TimeSpan.FromSeconds(25));
    });

    [Fact]
    public void A18_a_lifespan_without_anything_to_tear_down_is_allowed() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Application();
        var number = dispatcher.AddLifespan("number", _ => Task.FromResult(42));
        dispatcher.AddLifespan("held", static unit => Just(unit.Name));

        await dispatcher.StartAsync();

        Assert.Equal(42, number.Value);
        Assert.Equal(0, (await dispatcher.StopAsync()).ExitCode);
        Assert.Equal(UnitState.Stopped, number.State);
    });

    [Fact]
    public void A20_a_teardown_runs_once_however_often_the_stop_is_asked_for() => Scenario.Explore(100, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddLifespan("only", world.Holds("only", teardown: 1));
        await dispatcher.StartAsync();

        var first = dispatcher.StopAsync();
        dispatcher.RequestStop("again");
        var reports = await Task.WhenAll(first, dispatcher.StopAsync(), dispatcher.StopAsync());

        Assert.Equal(["only up", "only down"], world.Journal);
        Assert.All(reports, report => Assert.Same(reports[0], report));
        Assert.Same(reports[0], await dispatcher.StopAsync());
    });

    [Fact]
    public void A_setup_that_ends_after_the_stop_was_announced_is_torn_down_once() => Scenario.Explore(100, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddLifespan("deaf", _ => Later(world, "deaf up"), (_, _) => NoteAsync(world, "deaf down"));

        var starting = dispatcher.StartAsync();
        await world.Delay(1);
        var report = await dispatcher.StopAsync();
        await starting;

        Assert.Equal(["deaf up", "deaf down"], world.Journal);
        Assert.Equal(0, report.ExitCode);
        Assert.False(report.StartCompleted);
        Assert.Empty(world.Told<UnitReady>("deaf"));
    });

    private static Func<UnitContext, IAsyncEnumerable<int>> Fails(Scenario world)
    {
        return Iterator;

        async IAsyncEnumerable<int> Iterator(UnitContext unit)
        {
            world.Note($"{unit.Name} begins");
            await world.Delay(0.1);
            if (unit.Run > 0)
            {
                throw new IOException("no setup");
            }

            yield return 0;
            world.Note($"{unit.Name} down");
        }
    }

    private static async IAsyncEnumerable<string> Just(string value)
    {
        await Task.Yield();
        yield return value;
    }

    private static Task NoteAsync(Scenario world, string what)
    {
        world.Note(what);
        return Task.CompletedTask;
    }

    private static async Task<string> OpenAsync(Scenario world)
    {
        await world.Delay(0.5);
        world.Note("typed up");
        return "typed";
    }

    private static async Task<string> Later(Scenario world, string what)
    {
        await world.Delay(3);
        world.Note(what);
        return what;
    }

    private sealed class Resource(Action disposed) : IDisposable
    {
        public void Dispose() => disposed();
    }
}
