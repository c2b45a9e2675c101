using System.Diagnostics;
using Vahta.Testing.Running;

namespace Vahta.Testing.Tests.Running;

public sealed class HangTests
{
    private static readonly Patience s_short = new(Hang: TimeSpan.FromMilliseconds(200), Block: TimeSpan.FromSeconds(30));

    [Fact]
    public void A_scenario_that_awaits_what_never_comes_fails_within_seconds()
    {
        var real = Stopwatch.StartNew();

        var failure = Assert.Throws<SimulationException>(() => Simulation.Run(_ => new TaskCompletionSource().Task, seed: 5));

        Assert.StartsWith(
            "Seed 5, at 0 s: nothing can run, no timer is set, and the scenario is not over. Something awaits what never comes\n"
            + "To replay it: Simulation.Run(scenario, seed: 5)",
            failure.Message,
            StringComparison.Ordinal);
        Assert.InRange(real.Elapsed, TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void The_failure_shows_how_far_the_scenario_came()
    {
        var failure = Assert.Throws<SimulationException>(() => Simulation.Run(
            async simulation =>
            {
                await using var dispatcher = new Dispatcher(simulation.Options);
                dispatcher.AddTask("poller", simulation.Serves("poller"));
                await dispatcher.StartAsync();
                await simulation.AdvanceAsync(TimeSpan.FromSeconds(5));
                simulation.Note("asks, and nobody answers");
                await new TaskCompletionSource().Task;
            },
            seed: 0,
            output: null,
            s_short));

        Assert.Equal(TimeSpan.FromSeconds(5), failure.At);
        Assert.Matches(@"\n +0\.000  poller +ready\n", failure.Message);
        Assert.EndsWith("\n       5.000  ·                    asks, and nobody answers", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hang_in_one_of_many_interleavings_names_its_seed()
    {
        var failure = Assert.Throws<SimulationException>(() => Simulation.Explore(100, async simulation =>
        {
            var (told, waits) = (new TaskCompletionSource(), new TaskCompletionSource());
            await Task.WhenAll(WaitAsync(), TellAsync());

            // Who is told before he waits, waits for ever.
            async Task WaitAsync()
            {
                await Task.Yield();
                waits.SetResult();
                await told.Task;
            }

            async Task TellAsync()
            {
                await Task.Yield();
                if (waits.Task.IsCompleted)
                {
                    told.SetResult();
                }
            }
        }));

        Assert.NotEqual(0, failure.Seed);
        Assert.IsType<TimeoutException>(failure.InnerException);
    }

    [Fact]
    public void A_scenario_that_waits_for_something_outside_does_not_hang() => Simulation.Run(
        simulation => simulation.OutsideAsync(() => Task.Delay(4 * s_short.Hang)),
        seed: 0,
        output: null,
        s_short);
}
