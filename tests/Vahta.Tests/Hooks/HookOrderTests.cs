namespace Vahta.Tests.Hooks;

public sealed class HookOrderTests
{
    [Theory]
    [InlineData(Entry.StartAsync)]
    [InlineData(Entry.RunAsync)]
    public void B1_A19_hooks_are_called_once_in_the_order_of_registration_around_the_units(Entry entry) => Scenario.Explore(100, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.OnStarting(_ => NoteAsync(world, "starting 1"));
        dispatcher.AddLifespan("resource", world.Holds("resource", setup: 1, teardown: 1));
        dispatcher
            .OnStopped(_ => NoteAsync(world, "stopped 1"))
            .OnStarting(_ => NoteAsync(world, "starting 2"))
            .OnReady(_ => NoteAsync(world, "ready 1"))
            .OnReady(_ => NoteAsync(world, "ready 2"))
            .OnStopping(_ => NoteAsync(world, "stopping 1"))
            .OnStopping(_ => NoteAsync(world, "stopping 2"))
            .OnStopped(_ => NoteAsync(world, "stopped 2"));

        // Whoever asks for a stop in the moment of being ready is not told that it is ready; so none is asked for before.
        var report = entry == Entry.RunAsync ? await dispatcher.RunAsync() : await dispatcher.LiveAsync(entry);

        Assert.Equal(
            ["starting 1", "starting 2", "resource up", "ready 1", "ready 2", "stopping 1", "stopping 2", "resource down", "stopped 1", "stopped 2"],
            world.Journal);
        Assert.Equal(0, report.ExitCode);
    });

    [Fact]
    public void B6_a_hook_is_awaited_to_its_end() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.OnStarting(async token =>
        {
            await world.Delay(5, token);
            world.Note("hook over");
        });
        dispatcher.OnStopped(async token =>
        {
            await world.Delay(1, token);
            world.Note("last hook over");
        });
        dispatcher.AddLifespan("resource", world.Holds("resource"));

        await dispatcher.LiveAsync(Entry.StartAsync);

        Assert.Equal(["hook over", "resource up", "resource down", "last hook over"], world.Journal);
        Assert.Equal(TimeSpan.FromSeconds(6), world.Now);
    });

    [Fact]
    public void B7_a_hook_may_run_several_things_at_once() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.OnStarting(token => Task.WhenAll(world.Delay(3, token), world.Delay(3, token), world.Delay(3, token)));

        await dispatcher.StartAsync();

        Assert.Equal(TimeSpan.FromSeconds(3), world.Now);
        await dispatcher.StopAsync();
    });

    [Fact]
    public void A_hook_sees_the_dispatcher_in_its_state() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.OnStarting(_ => NoteAsync(world, $"{dispatcher.State}"));
        dispatcher.OnReady(_ => NoteAsync(world, $"{dispatcher.State}"));
        dispatcher.OnStopping(_ => NoteAsync(world, $"{dispatcher.State}"));
        dispatcher.OnStopped(_ => NoteAsync(world, $"{dispatcher.State}"));

        await dispatcher.LiveAsync(Entry.StartAsync);

        Assert.Equal(["Starting", "Running", "Stopping", "Stopping"], world.Journal);
        Assert.Equal(DispatcherState.Stopped, dispatcher.State);
    });

    [Fact]
    public void B5_a_hook_after_the_start_is_refused_by_its_name() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        await dispatcher.StartAsync();

        Assert.Contains("OnStarting before the start", Assert.Throws<InvalidOperationException>(() => dispatcher.OnStarting(_ => Task.CompletedTask)).Message);
        Assert.Contains("OnReady before the start", Assert.Throws<InvalidOperationException>(() => dispatcher.OnReady(_ => Task.CompletedTask)).Message);
        var thrown = Assert.Throws<InvalidOperationException>(() => dispatcher.OnStopping(_ => NoteAsync(world, "late")));
        Assert.Contains("The dispatcher is Running and takes no more hooks", thrown.Message);
        await dispatcher.StopAsync();
        Assert.Contains("Stopped", Assert.Throws<InvalidOperationException>(() => dispatcher.OnStopped(_ => Task.CompletedTask)).Message);
        Assert.Empty(world.Journal);
    });

    [Fact]
    public void A_stop_during_the_starting_hooks_ends_them_by_their_token_and_nothing_starts() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.OnStarting(token => world.Delay(100, token));
        dispatcher.OnStarting(_ => NoteAsync(world, "second"));
        dispatcher.OnStopping(_ => NoteAsync(world, "stopping"));
        dispatcher.OnStopped(_ => NoteAsync(world, "stopped"));
        dispatcher.AddLifespan("resource", world.Holds("resource"));

        var running = dispatcher.RunAsync();
        await world.Delay(1);
        dispatcher.RequestStop();
        var report = await running;

        Assert.DoesNotContain("resource up", world.Journal);
        Assert.Equal(["stopping", "stopped"], world.Journal.Where(noted => noted.StartsWith("stop", StringComparison.Ordinal)));
        Assert.Equal(0, report.ExitCode);
        Assert.Equal(TimeSpan.FromSeconds(1), world.Now);
    });

    [Fact]
    public void A_hook_may_ask_for_the_stop_and_does_not_wait_for_itself() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddTask("task", world.Serves("task"));
        dispatcher.OnReady(async _ =>
        {
            await dispatcher.StopAsync();
            world.Note("asked");
        });

        var report = await dispatcher.RunAsync();

        Assert.Equal(["asked", "task down", "task up"], world.Journal.Order());
        Assert.Equal(0, report.ExitCode);
        Assert.Equal(TimeSpan.Zero, world.Now);
    });

    private static Task NoteAsync(Scenario world, string what)
    {
        world.Note(what);
        return Task.CompletedTask;
    }
}
