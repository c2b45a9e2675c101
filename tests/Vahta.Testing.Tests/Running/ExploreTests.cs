using System.Text.RegularExpressions;

namespace Vahta.Testing.Tests.Running;

public sealed partial class ExploreTests
{
    [Fact]
    public void Every_seed_from_0_is_run_once_in_its_order()
    {
        var seeds = new List<int>();

        Simulation.Explore(50, simulation =>
        {
            seeds.Add(simulation.Seed);
            return Task.CompletedTask;
        });

        Assert.Equal(Enumerable.Range(0, 50), seeds);
    }

    [Fact]
    public void Each_seed_begins_in_a_world_of_its_own() => Simulation.Explore(10, async simulation =>
    {
        Assert.Equal((TimeSpan.Zero, 0, 0, 0), (simulation.Now, simulation.Timers, simulation.Trace.Entries.Count, simulation.Logs.Count));
        Assert.Empty(simulation.Faults.NotStruck);
        await Lives.BusyAsync(simulation);
    });

    [Fact]
    public void The_first_seed_that_fails_ends_it_and_is_named_and_replays_the_same_failure_with_the_same_timeline()
    {
        var failure = Assert.Throws<SimulationException>(() => Simulation.Explore(1000, RacingAsync));

        var seed = int.Parse(Printed().Match(failure.Message).Groups[1].Value);
        Assert.Equal(failure.Seed, seed);
        Assert.NotEqual(0, seed);
        for (var time = 0; time < 5; time++)
        {
            var again = Assert.Throws<SimulationException>(() => Simulation.Run(RacingAsync, seed));
            Assert.Equal(failure.Message, again.Message);
            Assert.Equal((failure.Seed, failure.At), (again.Seed, again.At));
        }
    }

    [Fact]
    public void The_failure_keeps_the_tests_own_exception()
    {
        var failure = Assert.Throws<SimulationException>(() => Simulation.Explore(1000, RacingAsync));

        Assert.IsType<Xunit.Sdk.EqualException>(failure.InnerException);
        Assert.Contains(failure.InnerException.Message, failure.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(RacingAsync), failure.InnerException.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public void There_is_something_to_explore() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Simulation.Explore(0, _ => Task.CompletedTask));

    // Fails where the second of two comes first.
    private static async Task RacingAsync(Simulation simulation)
    {
        var order = new List<int>();
        await using var dispatcher = new Dispatcher(simulation.Options);
        dispatcher.AddTask("poller", simulation.Serves("poller"));
        await dispatcher.StartAsync();
        await Task.WhenAll(ComeAsync(1), ComeAsync(2));

        Assert.Equal([1, 2], order);

        async Task ComeAsync(int who)
        {
            await simulation.Delay(1);
            await Task.Yield();
            simulation.Note($"{who} comes");
            order.Add(who);
        }
    }

    [GeneratedRegex(@"To replay it: Simulation\.Run\(scenario, seed: (\d+)\)")]
    private static partial Regex Printed();
}
