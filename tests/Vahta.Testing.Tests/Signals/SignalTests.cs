using System.Runtime.InteropServices;

namespace Vahta.Testing.Tests.Signals;

public sealed class SignalTests
{
    private static readonly TimeSpan s_press = TimeSpan.FromMilliseconds(150);

    private static Dispatcher Define(Simulation simulation, List<string> told)
    {
        var dispatcher = new Dispatcher(simulation.Options);
        dispatcher.AddTask("slow", async (unit, _) =>
        {
            unit.Stopping.Register(() => told.Add("stopping"));
            unit.Aborting.Register(() => told.Add("aborting"));
            await Task.Delay(Timeout.InfiniteTimeSpan, unit.TimeProvider, unit.Aborting);
        });
        return dispatcher;
    }

    [Fact]
    public void E2_the_first_signal_stops_and_is_the_reason() => Simulation.Explore(20, async simulation =>
    {
        var dispatcher = new Dispatcher(simulation.Options);
        dispatcher.AddTask("serves", (unit, stopping) => Task.Delay(Timeout.InfiniteTimeSpan, unit.TimeProvider, stopping));
        var running = dispatcher.RunAsync();
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(1));

        simulation.Signal(PosixSignal.SIGTERM);
        var report = await running;

        Assert.Equal((0, StopCause.Signal, PosixSignal.SIGTERM), (report.ExitCode, report.Reason.Cause, report.Reason.Signal));
    });

    [Fact]
    public void E4_the_second_signal_hurries() => Simulation.Explore(20, async simulation =>
    {
        var told = new List<string>();
        var running = Define(simulation, told).RunAsync();
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(1));

        simulation.Signal(PosixSignal.SIGINT);
        await simulation.AdvanceAsync(s_press);
        Assert.Equal(["stopping"], told);
        simulation.Signal(PosixSignal.SIGINT);
        await running;

        Assert.Equal(["stopping", "aborting"], told);
        Assert.Equal(TimeSpan.FromSeconds(1) + s_press, simulation.Now);
    });

    [Fact]
    public void Two_signals_within_a_moment_are_one_press() => Simulation.Explore(20, async simulation =>
    {
        var told = new List<string>();
        var running = Define(simulation, told).RunAsync();
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(1));

        simulation.Signal(PosixSignal.SIGINT);
        simulation.Signal(PosixSignal.SIGTERM);
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(["stopping"], told);
        await running;
    });

    [Fact]
    public void E6_the_third_signal_ends_the_simulated_process_and_nothing_is_called_any_more() => Simulation.Explore(20, async simulation =>
    {
        var calls = 0;
        var dispatcher = new Dispatcher(simulation.Options);
        var held = dispatcher.AddLifespan("held", _ => Task.CompletedTask, async _ => calls++);
        dispatcher.AddTask("hangs", _ => new TaskCompletionSource().Task).After(held);
        var running = dispatcher.RunAsync();
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(1));

        for (var press = 0; press < 3; press++)
        {
            simulation.Signal(PosixSignal.SIGTERM);
            await simulation.AdvanceAsync(s_press);
        }

        Assert.Equal(128 + 15, await simulation.Exited);
        Assert.Equal(128 + 15, simulation.LastReport!.ExitCode);
        await simulation.AdvanceAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(0, calls);
    });

    [Fact]
    public void E16_a_hangup_stops_where_nobody_reloads() => Simulation.Explore(20, async simulation =>
    {
        var dispatcher = new Dispatcher(simulation.Options);
        dispatcher.AddTask("serves", (unit, stopping) => Task.Delay(Timeout.InfiniteTimeSpan, unit.TimeProvider, stopping));
        var running = dispatcher.RunAsync();
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(1));

        simulation.Signal(PosixSignal.SIGHUP);

        Assert.Equal(PosixSignal.SIGHUP, (await running).Reason.Signal);
    });

    [Fact]
    public void Under_StartAsync_the_simulation_plays_the_embedding_program() => Simulation.Explore(20, async simulation =>
    {
        var told = new List<string>();
        var dispatcher = Define(simulation, told);
        await dispatcher.StartAsync();

        simulation.Signal(PosixSignal.SIGTERM);
        await simulation.AdvanceAsync(s_press);
        Assert.Equal(["stopping"], told);
        simulation.Signal(PosixSignal.SIGTERM);
        await simulation.AdvanceAsync(TimeSpan.Zero);

        Assert.Equal(["stopping", "aborting"], told);
        Assert.Equal(DispatcherState.Stopped, dispatcher.State);
    });

    [Fact]
    public void Stop_asks_every_dispatcher() => Simulation.Explore(20, async simulation =>
    {
        var (first, second) = (Define(simulation, []), Define(simulation, []));
        var running = Task.WhenAll(first.RunAsync(), second.RunAsync());
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(1));

        simulation.Stop();

        Assert.All(await running, report => Assert.Equal("by the simulation", report.Reason.Message));
    });
}
