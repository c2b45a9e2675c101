using Vahta.Testing.Running;

namespace Vahta.Testing.Tests.Running;

public sealed class BlockingTests
{
    private static readonly Patience s_short = new(Hang: TimeSpan.FromMilliseconds(80), Block: TimeSpan.FromSeconds(1));

    [Fact]
    public void A_unit_that_blocks_the_loop_is_named()
    {
        var failure = Block(async (simulation, gate) =>
        {
            await using var dispatcher = new Dispatcher(simulation.Options);
            dispatcher.AddTask("poller", _ =>
            {
                gate.Wait();
                return Task.CompletedTask;
            });
            await dispatcher.StartAsync();
        });

        Assert.Contains("For 1 s of real time nothing has run but unit 'poller' (run 1). Await there instead of blocking.", failure.Message, StringComparison.Ordinal);
        Assert.Matches(@"\n +0\.000  poller +starting, run 1$", failure.Message);
    }

    [Fact]
    public void A_method_that_blocks_after_an_await_is_named_with_file_and_line()
    {
        var failure = Block(async (simulation, gate) =>
        {
            await simulation.Delay(5);
            await BlockLaterAsync(gate);
        });

        Assert.Matches(@"nothing has run but BlockingTests\.BlockLaterAsync \(.*BlockingTests\.cs:\d+\)", failure.Message);
        Assert.Equal(TimeSpan.FromSeconds(5), failure.At);
    }

    [Fact]
    public void Code_that_blocks_on_the_thread_pool_is_told_apart()
    {
        var failure = Block(async (_, gate) =>
        {
            await Task.Yield();
            await Task.Run(gate.Wait, CancellationToken.None);
        });

        Assert.Contains("nothing has run but code that has left the loop for the thread pool. Await there instead of blocking.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Work_outside_that_never_ends_is_told_apart()
    {
        var failure = Block((simulation, _) => simulation.OutsideAsync(() => new TaskCompletionSource().Task));

        Assert.Contains("nothing has run but the work given to OutsideAsync. Give it a limit of its own.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_timer_that_is_set_meanwhile_changes_nothing()
    {
        var failure = Block(async (simulation, _) =>
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10), simulation.TimeProvider);
            await simulation.OutsideAsync(() => new TaskCompletionSource().Task);
        });

        Assert.Contains("nothing has run but the work given to OutsideAsync.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_timeline_is_written_all_the_same()
    {
        var written = new List<string>();

        Block(
            (simulation, gate) =>
            {
                simulation.Note("before");
                gate.Wait();
                return Task.CompletedTask;
            },
            written.Add);

        Assert.EndsWith("before", Assert.Single(written), StringComparison.Ordinal);
    }

    private static SimulationException Block(Func<Simulation, ManualResetEventSlim, Task> scenario, Action<string>? output = null)
    {
        var gate = new ManualResetEventSlim();
        try
        {
            return Assert.Throws<SimulationException>(() => Simulation.Run(simulation => scenario(simulation, gate), seed: 0, output, s_short));
        }
        finally
        {
            gate.Set();
        }
    }

    private static async Task BlockLaterAsync(ManualResetEventSlim gate)
    {
        await Task.Yield();
        gate.Wait();
    }
}
