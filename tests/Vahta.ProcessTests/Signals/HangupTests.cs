namespace Vahta.ProcessTests.Signals;

public sealed class HangupTests
{
    [Fact]
    public async Task E16_SIGHUP_stops_where_nobody_has_a_reload_handler()
    {
        using var folder = new WorkFolder();
        await using var program = RunningProgram.Scenario("Serving.Shop", folder.Path);

        await program.SendAtAsync("ready", Signal.SIGHUP);

        (await program.EndAsync()).With(exitCode: 0).Told("poller down", "database down", "Stopped: signal SIGHUP. Exit code 0.");
        Assert.Empty(folder.Files);
    }

    [Fact]
    public async Task E16_N9_SIGHUP_reloads_where_somebody_has_and_the_application_goes_on()
    {
        await using var program = RunningProgram.Scenario("Serving.Reloading");
        await program.SendAtAsync("ready", Signal.SIGHUP);
        await program.SendAtAsync("reload 1", Signal.SIGHUP);

        await program.SendAtAsync("reload 2", Signal.SIGTERM);

        (await program.EndAsync()).With(exitCode: 0).Told("reload 1", "reload 2", "poller down", "Stopped: signal SIGTERM. Exit code 0.");
    }

    [Fact]
    public async Task E16_S59_a_reload_that_fails_leaves_the_unit_running_and_is_told()
    {
        await using var program = RunningProgram.Scenario("Serving.Reloading", "failing");
        await program.SendAtAsync("ready", Signal.SIGHUP);
        await program.SendAtAsync("reload 1", Signal.SIGHUP);

        await program.SendAtAsync("reload 2", Signal.SIGTERM);

        var ended = (await program.EndAsync()).With(exitCode: 0).Told("reload 1", "reload 2", "poller down");
        Assert.Contains("The settings are not valid JSON.", ended.AllErrors);
    }
}
