using Microsoft.Extensions.Logging;

namespace Vahta.Testing.Tests.Logs;

public sealed class LogCaptureTests
{
    private static readonly DateTimeOffset s_began = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_the_dispatcher_and_its_units_log_is_captured_by_the_virtual_clock() => Simulation.Explore(10, async simulation =>
    {
        var dispatcher = new Dispatcher(simulation.Options);
        dispatcher.AddTask("poller", async (unit, stopping) =>
        {
            await simulation.Delay(90, stopping);
            unit.Logger.LogWarning("The server answers {Status}", 503);
            await simulation.Fires(stopping);
        });
        await dispatcher.StartAsync();
        await simulation.AdvanceAsync(TimeSpan.FromMinutes(2));
        await dispatcher.StopAsync();

        var records = simulation.Logs.GetSnapshot();
        var warning = Assert.Single(records, record => record.Category == "poller");
        Assert.Equal(("The server answers 503", LogLevel.Warning, s_began.AddSeconds(90)), (warning.Message, warning.Level, warning.Timestamp));
        var stopped = Assert.Single(records, record => record.Id.Name == "DispatcherStopped");
        Assert.Equal(("Vahta", s_began.AddMinutes(2)), (stopped.Category, stopped.Timestamp));
        Assert.Contains(records, record => record.Level == LogLevel.Debug);
    });

    [Fact]
    public void A_failure_is_logged_with_the_exception_itself() => Simulation.Run(async simulation =>
    {
        var thrown = new IOException("broken");
        var dispatcher = new Dispatcher(simulation.Options);
        dispatcher.AddTask("poller", simulation.Serves("poller")).IgnoreFailure();
        simulation.Faults.Throw("poller", FaultPoint.Run, thrown);
        await dispatcher.StartAsync();
        await simulation.AdvanceAsync(TimeSpan.FromSeconds(1));
        await dispatcher.StopAsync();

        Assert.Same(thrown, Assert.Single(simulation.Logs.GetSnapshot(), record => record.Exception is not null).Exception);
    });
}
