using Microsoft.Extensions.DependencyInjection;

namespace Vahta.Tests.Starting;

public sealed class CutShortTests
{
    [Fact]
    public void B1_after_a_starting_hook_that_throws_no_other_is_called() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.OnStarting(_ => throw new IOException("first"));
        dispatcher.OnStarting(_ =>
        {
            world.Note("second");
            return Task.CompletedTask;
        });

        await Assert.ThrowsAsync<IOException>(() => dispatcher.StartAsync());

        Assert.Empty(world.Journal);
    });

    [Fact]
    public void B1_after_the_announcement_no_further_starting_hook_is_called() => Scenario.Explore(20, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.OnStarting(_ =>
        {
            dispatcher.RequestStop();
            return world.Delay(1);
        });
        dispatcher.OnStarting(_ =>
        {
            world.Note("second");
            return Task.CompletedTask;
        });

        await dispatcher.StartAsync();

        Assert.Empty(world.Journal);
    });

    [Fact]
    public void D3_an_iterator_that_leaves_by_yield_break_when_its_start_is_cut_short_has_not_failed() => Scenario.Explore(50, async world =>
    {
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("slow", Slow);
        var starting = dispatcher.StartAsync();
        await world.Delay(1);

        var report = await dispatcher.StopAsync();

        await starting;
        Assert.Equal(0, report.ExitCode);
        Assert.Equal(UnitState.Stopped, report.Units[0].State);

        static async IAsyncEnumerable<string> Slow(UnitContext unit)
        {
            await unit.Stopping;
            if (unit.Stopping.IsCancellationRequested)
            {
                yield break;
            }

            yield return "slow";
        }
    });

    [Fact]
    public void A4_a_cancellation_that_comes_after_the_failure_does_not_hide_it() => Scenario.Explore(50, async world =>
    {
        using var cancellation = new CancellationTokenSource();
        var dispatcher = world.Dispatcher();
        dispatcher.AddLifespan("slow", world.Holds("slow", teardown: 2));
        dispatcher.AddJob("broken", async ct =>
        {
            await world.Delay(1, ct);
            throw new IOException("the cause");
        });
        var starting = dispatcher.StartAsync(cancellation.Token);
        await world.Delay(2);
        cancellation.Cancel();

        await Assert.ThrowsAsync<IOException>(() => starting);
    });

    [Fact]
    public void A_class_unit_gets_keyed_services_from_its_container() => Scenario.Run(async world =>
    {
        await using var services = new ServiceCollection().AddKeyedSingleton("blue", new Paint("blue")).BuildServiceProvider();
        var dispatcher = world.Dispatcher(options => options.Services = services);
        var seen = "";
        dispatcher.AddJob<Painter>("painter");
        dispatcher.AddJob("look", (unit, _) =>
        {
            seen = unit.Services.GetRequiredKeyedService<Paint>("blue").Colour;
            return Task.CompletedTask;
        });

        await dispatcher.StartAsync();
        var report = await dispatcher.StopAsync();

        Assert.Equal("blue", seen);
        Assert.Empty(report.Errors);
    });

    internal sealed record Paint(string Colour);

    private sealed class Painter([FromKeyedServices("blue")] Paint paint) : IUnit
    {
        public Task RunAsync(UnitContext unit, CancellationToken stopping) =>
            paint.Colour == "blue" ? Task.CompletedTask : throw new InvalidOperationException(paint.Colour);
    }
}
