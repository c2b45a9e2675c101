namespace Vahta.Tests.Stopping;

public sealed class ExitCodeTests
{
    [Fact]
    public void F9_something_abandoned_is_4_even_where_a_code_was_requested() => Scenario.Explore(10, async world =>
    {
        var dispatcher = world.Application();
        dispatcher.AddTask("stuck", world.NeverEnds()).StopWithin(TimeSpan.Zero);
        await dispatcher.StartAsync();

        dispatcher.RequestStop(exitCode: 9);

        Assert.Equal(4, (await dispatcher.StopAsync()).ExitCode);
    });

    [Fact]
    public void F10_a_refused_definition_is_2_and_a_failed_start_3() => Scenario.Explore(10, async world =>
    {
        var refused = world.Application();
        refused.AddTask("poller", world.Serves("poller")).After("nobody");
        var failed = world.Application();
        failed.AddTask("poller", _ => throw new IOException());

        Assert.Equal((2, StopCause.StartFailed), await EndOf(refused));
        Assert.Equal((3, StopCause.StartFailed), await EndOf(failed));

        static async Task<(int, StopCause)> EndOf(Dispatcher dispatcher) => await dispatcher.RunAsync() is var report ? (report.ExitCode, report.Reason.Cause) : default;
    });

    [Fact]
    public void F9_the_program_may_map_the_exit_code_by_the_report() => Scenario.Explore(10, async world =>
    {
        var dispatcher = world.Application(options => options.ExitCode = report => report.ExitCode == 1 ? 70 : report.ExitCode);
        dispatcher.AddTask("poller", world.FailsAfter(1, new IOException()));

        var report = await dispatcher.RunAsync();
        await world.QuietAsync();

        Assert.Equal(70, report.ExitCode);
        Assert.Equal(70, Assert.Single(world.Told<DispatcherStopped>()).ExitCode);
    });

    [Fact]
    public void F11_a_map_that_throws_is_told_and_is_a_failure_itself() => Scenario.Explore(10, async world =>
    {
        var thrown = new IOException("map");
        var dispatcher = world.Application(options => options.ExitCode = _ => throw thrown);
        dispatcher.AddTask("poller", world.EndsAfter(1));

        var report = await dispatcher.RunAsync();
        await world.QuietAsync();

        Assert.Same(thrown, Assert.Single(report.Errors));
        Assert.Same(thrown, Assert.Single(world.Told<HookFailed>()).Exception);
        Assert.Equal(1, report.ExitCode);
    });
}
