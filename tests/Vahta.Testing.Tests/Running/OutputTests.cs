namespace Vahta.Testing.Tests.Running;

public sealed class OutputTests
{
    [Fact]
    public void The_timeline_is_written_at_the_end()
    {
        string? written = null;

        Simulation.Run(
            async simulation =>
            {
                simulation.Note("begins");
                await simulation.Delay(90);
                simulation.Note("ends");
            },
            output: text => written = text);

        Assert.Equal("       0.000  ·                    begins\n      90.000  ·                    ends", written);
    }

    [Fact]
    public void The_timeline_is_written_when_the_scenario_fails_too()
    {
        string? written = null;

        var failure = Assert.Throws<SimulationException>(() => Simulation.Run(
            simulation =>
            {
                simulation.Note("begins");
                throw new InvalidOperationException();
            },
            output: text => written = text));

        Assert.Equal("       0.000  ·                    begins", written);
        Assert.EndsWith($"\n\n{written}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Explore_writes_the_failure_and_nothing_while_all_goes_well()
    {
        var written = new List<string>();

        Simulation.Explore(5, simulation => simulation.Delay(1), written.Add);
        Assert.Empty(written);

        var failure = Assert.Throws<SimulationException>(() => Simulation.Explore(5, simulation => simulation.Seed == 3 ? throw new InvalidOperationException() : Task.CompletedTask, written.Add));
        Assert.Equal([failure.Message], written);
    }

    [Fact]
    public void It_goes_to_the_output_of_a_test()
    {
        var output = TestContext.Current.TestOutputHelper!;

        Simulation.Run(
            async simulation =>
            {
                await using var dispatcher = new Dispatcher(simulation.Options);
                dispatcher.AddTask("poller", simulation.Serves("poller"));
                await dispatcher.StartAsync();
            },
            output: output.WriteLine);

        Assert.Contains("poller               starting, run 1", output.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_long_timeline_the_end_is_shown()
    {
        string? written = null;

        Simulation.Run(
            simulation =>
            {
                for (var line = 1; line <= 310; line++)
                {
                    simulation.Note($"line {line}");
                }

                Assert.Equal(310, simulation.Trace.Entries.Count);
                return Task.CompletedTask;
            },
            output: text => written = text);

        Assert.StartsWith("(10 earlier lines left out)\n       0.000  ·                    line 11\n", written, StringComparison.Ordinal);
        Assert.EndsWith("line 310", written, StringComparison.Ordinal);
    }
}
