namespace Vahta.Tests.Lifespans;

public sealed class OpenCloseLifespanTests
{
    [Fact]
    public void Close_gets_what_open_made() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        var lifespan = dispatcher.AddLifespan("number", _ => Task.FromResult(42), async (value, _) =>
        {
            await Task.Yield();
            world.Note($"closed {value}");
        });

        await dispatcher.StartAsync();
        Assert.Equal(42, lifespan.Value);
        await dispatcher.StopAsync();

        Assert.Equal(["closed 42"], world.Journal);
    });

    [Fact]
    public void Close_of_a_pair_without_a_value_is_called_once() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("pair", _ => NoteAsync("open"), _ => NoteAsync("close"));

        await dispatcher.LiveAsync(Entry.StartAsync);

        Assert.Equal(["open", "close"], world.Journal);

        async Task NoteAsync(string what)
        {
            await Task.Yield();
            world.Note(what);
        }
    });

    [Fact]
    public void The_token_of_a_close_fires_when_its_time_is_up_and_not_before() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("slow", _ => Task.CompletedTask, async aborting =>
        {
            Assert.False(aborting.IsCancellationRequested);
            await world.Serves("close")(aborting);
            Assert.Equal(TimeSpan.FromSeconds(4), world.Now);
        }).StopWithin(TimeSpan.FromSeconds(4));

        var report = await dispatcher.LiveAsync(Entry.StartAsync);

        Assert.Empty(report.Errors);
        Assert.Equal(["close up", "close down"], world.Journal);
    });

    [Fact]
    public void An_open_that_fails_is_never_closed() => Scenario.Explore(50, async world =>
    {
        var failure = new IOException("open");
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("broken", _ => Task.FromException(failure), _ =>
        {
            world.Note("closed");
            return Task.CompletedTask;
        });

        Assert.Same(failure, await Thrown.By<IOException>(dispatcher.StartAsync()));
        Assert.Empty(world.Journal);
    });

    [Fact]
    public void All_failures_of_an_open_are_told() => Scenario.Explore(20, async world =>
    {
        Exception[] failures = [new IOException("one"), new TimeoutException("two")];
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("several", _ => Task.WhenAll(failures.Select(Task.FromException)), _ => Task.CompletedTask);

        Assert.Same(failures[0], await Thrown.By<IOException>(dispatcher.StartAsync()));

        Assert.Equal(failures, (await dispatcher.StopAsync()).Errors);
    });

    [Fact]
    public void All_failures_of_a_close_are_told() => Scenario.Explore(20, async world =>
    {
        Exception[] failures = [new IOException("one"), new TimeoutException("two")];
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("several", _ => Task.FromResult(1), (_, _) => Task.WhenAll(failures.Select(Task.FromException)));

        var report = await dispatcher.LiveAsync(Entry.StartAsync);

        Assert.Equal(failures, report.Errors);
    });

    [Fact]
    public void Null_instead_of_a_task_is_a_failure_that_says_what_to_return() => Scenario.Run(async world =>
    {
        var opening = world.Dispatcher();
        opening.AddLifespan("opener", _ => null!, _ => Task.CompletedTask);
        var closing = world.Dispatcher();
        closing.AddLifespan("closer", _ => Task.FromResult(1), (_, _) => null!);

        var open = await Thrown.By<InvalidOperationException>(opening.StartAsync());
        var close = Assert.Single((await closing.LiveAsync(Entry.StartAsync)).Errors);

        Assert.Contains("'opener'", open.Message);
        Assert.Contains("'closer'", close.Message);
        Assert.All([open, close], error => Assert.Contains("Return Task.CompletedTask", error.Message));
    });
}
