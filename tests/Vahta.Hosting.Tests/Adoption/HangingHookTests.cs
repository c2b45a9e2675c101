namespace Vahta.Hosting.Tests.Adoption;

/// <summary>A hook that uses up the time for hooks, and the phases of the host.</summary>
public sealed class HangingHookTests
{
    [Fact]
    public void N1_B2_a_stopping_hook_that_hangs_keeps_the_host_from_telling_no_phase_and_is_told_alone() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Services.AddHostedService<First>();
        using var host = world.Adopt(builder, dispatcher => dispatcher.OnStopping(_ => world.Delay(-1)));
        await host.StartAsync();

        await host.StopAsync();

        Assert.Equal(
            ["lifetime waits for start", "First starts", "application started", "application stopping", "First stops", "application stopped", "lifetime stops"],
            world.Journal);
        Assert.Equal("OnStopping #1", Assert.Single(world.Told<HookFailed>()).Hook);
        Assert.InRange(world.Now.TotalSeconds, 2, 3);
    });

    [Fact]
    public void N1_B2_a_stopped_hook_that_hangs_does_not_either() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Services.AddHostedService<First>();
        using var host = world.Adopt(builder, dispatcher => dispatcher.OnStopped(_ => world.Delay(-1)));
        await host.StartAsync();

        await host.StopAsync();

        Assert.Equal("application stopped", world.Journal[^2]);
        Assert.Equal("OnStopped #1", Assert.Single(world.Told<HookFailed>()).Hook);
    });

    [Fact]
    public void G3_a_service_that_wants_to_know_of_phases_and_is_not_told_for_a_hook_that_hangs_is_missed() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Services.AddHostedService<Phased>();
        using var host = world.Adopt(builder, dispatcher => dispatcher.OnStopping(_ => world.Delay(-1)));
        await host.StartAsync();

        await host.StopAsync();

        Assert.Equal(["OnStopping #1", "OnStopping #2"], world.Told<HookFailed>().Select(static told => told.Hook));
        Assert.True(world.Journal.ToList().IndexOf("application stopping") < world.Journal.ToList().IndexOf("Phased stops"));
    });

    [Fact]
    public void D9_B2_a_starting_hook_that_hangs_is_left_behind_and_the_phases_of_the_stop_are_told_in_their_order() => World.Run(async world =>
    {
        var builder = world.Builder();
        builder.Services.AddHostedService<First>();
        using var host = world.Adopt(builder, dispatcher => dispatcher.OnStarting(_ => world.Delay(-1)));
        var starting = host.StartAsync();
        await world.Delay(1);

        await host.StopAsync();
        await starting;

        Assert.Equal(["lifetime waits for start", "application stopping", "application stopped", "lifetime stops"], world.Journal);
    });
}
