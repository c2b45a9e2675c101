namespace Vahta.Tests.Units;

public sealed class ExecutionContextTests
{
    private static readonly AsyncLocal<string?> s_ambient = new();

    [Fact]
    public void Every_call_into_a_unit_or_a_hook_runs_under_the_context_of_the_start() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.OnStarting(_ => NoteAsync(world, "starting"));
        dispatcher.OnStopped(_ => NoteAsync(world, "stopped"));
        dispatcher.AddLifespan("lifespan", _ => NoteAsync(world, "open"), _ => NoteAsync(world, "close"));
        dispatcher.AddJob("job", _ => NoteAsync(world, "job")).After("lifespan");

        s_ambient.Value = "start";
        await dispatcher.StartAsync();
        s_ambient.Value = "stop";
        await dispatcher.StopAsync();

        Assert.Equal(["starting in start", "open in start", "job in start", "close in start", "stopped in start"], world.Journal);
    });

    [Fact]
    public void What_one_unit_puts_into_its_context_no_other_sees() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher(options => options.InOrder = true);
        dispatcher.AddJob("first", _ =>
        {
            s_ambient.Value = "first";
            return NoteAsync(world, "first");
        });
        dispatcher.AddJob("second", _ => NoteAsync(world, "second"));

        s_ambient.Value = "start";
        await dispatcher.StartAsync();

        Assert.Equal(["first in first", "second in start"], world.Journal);
        Assert.Equal("start", s_ambient.Value);
        await dispatcher.StopAsync();
    });

    private static Task NoteAsync(Scenario world, string what)
    {
        world.Note($"{what} in {s_ambient.Value}");
        return Task.CompletedTask;
    }
}
