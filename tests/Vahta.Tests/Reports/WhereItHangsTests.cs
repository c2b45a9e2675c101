using System.Runtime.CompilerServices;

namespace Vahta.Tests.Reports;

public sealed class WhereItHangsTests
{
    private static int s_line;

    [Fact]
    public void G4_a_unit_that_does_not_stop_is_named_with_the_method_file_and_line_at_which_it_awaits() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("stuck", _ => WaitsForEver()).StopWithin(TimeSpan.FromSeconds(1));
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();
        await world.QuietAsync();

        var site = $"WhereItHangsTests.WaitsForEver (WhereItHangsTests.cs:{s_line})";
        Assert.StartsWith(site, report.Of("stuck").AwaitingAt);
        var error = Assert.IsType<UnitTimeoutException>(Assert.Single(report.Errors));
        Assert.StartsWith(site, error.AwaitingAt);
        Assert.Contains(site, error.Message);
        Assert.StartsWith(site, Assert.Single(world.Told<UnitLate>()).AwaitingAt);
        Assert.StartsWith(site, Assert.Single(world.Told<UnitAbandoned>()).AwaitingAt);
        Assert.StartsWith(site, dispatcher.Snapshot().Of("stuck").AwaitingAt);
        Assert.Contains(site, report.ToString());
    });

    [Fact]
    public void S6_a_unit_that_does_not_become_ready_is_named_with_the_line_at_which_it_awaits() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("slow", _ => WaitsForEver(), _ => Task.CompletedTask).StartWithin(TimeSpan.FromSeconds(5));

        var error = await Thrown.By<UnitTimeoutException>(dispatcher.StartAsync());
        await world.QuietAsync();

        Assert.Equal(("slow", TimeSpan.FromSeconds(5)), (error.Unit, error.Limit));
        Assert.StartsWith($"WhereItHangsTests.WaitsForEver (WhereItHangsTests.cs:{s_line})", error.AwaitingAt);
        var late = Assert.Single(world.Told<UnitLate>());
        Assert.Equal((UnitState.Starting, TimeSpan.FromSeconds(5)), (late.State, late.Elapsed));
    });

    [Fact]
    public void G4_a_teardown_that_hangs_is_named_with_its_line() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("database", _ => Task.CompletedTask, _ => WaitsForEver()).StopWithin(TimeSpan.FromSeconds(1));
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();

        Assert.StartsWith($"WhereItHangsTests.WaitsForEver (WhereItHangsTests.cs:{s_line})", report.Of("database").AwaitingAt);
    });

    [Fact]
    public void G4_a_hook_that_hangs_is_named_with_its_line() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher().OnStopping(_ => WaitsForEver());
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();

        Assert.Contains($"WhereItHangsTests.WaitsForEver (WhereItHangsTests.cs:{s_line})", Assert.Single(report.Errors).Message);
    });

    [Fact]
    public void G4_a_unit_that_stops_in_time_is_not_called_late() => Scenario.Run(async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddTask("slow", world.StopsIn("slow", 9.97));
        await dispatcher.StartAsync();

        var report = await dispatcher.StopAsync();
        await world.QuietAsync();

        Assert.Empty(world.Told<UnitLate>());
        Assert.Null(report.Of("slow").AwaitingAt);
    });

    private static int Here([CallerLineNumber] int line = 0) => line;

    private static async Task WaitsForEver()
    {
        s_line = Here() + 1;
        await new TaskCompletionSource().Task;
    }
}
