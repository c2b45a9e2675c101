namespace Vahta.Testing.Tests.Faults;

public sealed class HookFaultTests
{
    [Theory]
    [InlineData("OnStarting #1", 3)]
    [InlineData("OnReady #1", 1)]
    [InlineData("OnStopping #2", 1)]
    [InlineData("OnStopped #1", 1)]
    public void A_hook_throws_in_the_place_of_its_own_code(string hook, int exitCode) => Simulation.Explore(10, async simulation =>
    {
        var thrown = new IOException("broken");
        simulation.Faults.Throw(hook, FaultPoint.Hook, thrown);
        var report = await LiveAsync(simulation);

        var failed = Assert.Single(simulation.Trace.Of<HookFailed>());
        Assert.Equal((hook, thrown, exitCode), (failed.Hook, failed.Exception, report.ExitCode));
        Assert.DoesNotContain(simulation.Trace.Entries, entry => entry.What == $"{hook} called");
        simulation.Trace.AssertToldOnce();
    });

    [Fact]
    public void A_hook_that_hangs_is_left_behind_in_its_time() => Simulation.Explore(10, async simulation =>
    {
        simulation.Faults.Hang("onstopping #1", FaultPoint.Hook);

        var report = await LiveAsync(simulation);

        Assert.Equal(TimeSpan.FromSeconds(2), report.Stopping);
        Assert.IsType<TimeoutException>(Assert.Single(simulation.Trace.Of<HookFailed>(), failed => failed.Hook == "OnStopping #1").Exception);
    });

    [Fact]
    public void A_slow_hook_is_called_later() => Simulation.Explore(10, async simulation =>
    {
        simulation.Faults.BeSlow("OnStopping #1", FaultPoint.Hook, TimeSpan.FromSeconds(1.5));

        var report = await LiveAsync(simulation);

        Assert.Equal((0, TimeSpan.FromSeconds(1.5)), (report.ExitCode, report.Stopping));
        Assert.Contains(simulation.Trace.Entries, entry => entry.What == "OnStopping #1 called");
    });

    [Theory]
    [InlineData("OnStoping #1")]
    [InlineData("OnStopping")]
    [InlineData("OnStopping #0")]
    [InlineData("poller")]
    public void A_name_that_no_hook_can_have_is_refused_at_once(string name) => Simulation.Run(simulation =>
    {
        var refused = Assert.Throws<ArgumentException>(() => simulation.Faults.Hang(name, FaultPoint.Hook));

        Assert.Contains($"'{name}' cannot name a hook. Name it by its kind and number, from 1: 'OnStarting #1'", refused.Message, StringComparison.Ordinal);
        return Task.CompletedTask;
    });

    private static async Task<RunReport> LiveAsync(Simulation simulation)
    {
        var dispatcher = new Dispatcher(simulation.Options);
        dispatcher.OnStarting(Called("OnStarting #1")).OnReady(Called("OnReady #1"))
            .OnStopping(Called("OnStopping #1")).OnStopping(Called("OnStopping #2")).OnStopped(Called("OnStopped #1"));
        dispatcher.AddTask("poller", simulation.Serves("poller"));
        var running = dispatcher.RunAsync();
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(1));
        simulation.Stop();
        return await running;

        Func<CancellationToken, Task> Called(string hook) => _ =>
        {
            simulation.Note($"{hook} called");
            return Task.CompletedTask;
        };
    }
}
