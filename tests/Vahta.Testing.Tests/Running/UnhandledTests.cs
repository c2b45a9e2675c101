namespace Vahta.Testing.Tests.Running;

public sealed class UnhandledTests
{
    private static readonly InvalidOperationException s_thrown = new("nobody awaits this");

    [Fact]
    public void What_the_scenario_throws_fails_it_with_the_same_exception() => Fails(async simulation =>
    {
        await simulation.Delay(3);
        throw s_thrown;
    });

    [Fact]
    public void What_the_scenario_throws_before_its_first_await_fails_it() => Fails(_ => throw s_thrown, at: 0);

    [Fact]
    public void What_a_posted_callback_throws_fails_the_scenario() => Fails(async simulation =>
    {
        await simulation.Delay(3);
        SynchronizationContext.Current!.Post(_ => throw s_thrown, null);
        await simulation.Delay(5);
    });

    [Fact]
    public void What_an_async_void_method_throws_fails_the_scenario() => Fails(async simulation =>
    {
        ThrowLater();
        await simulation.Delay(5);

        async void ThrowLater()
        {
            await simulation.Delay(3);
            throw s_thrown;
        }
    });

    [Fact]
    public void What_a_timer_throws_fails_the_scenario() => Fails(async simulation =>
    {
        await using var timer = simulation.TimeProvider.CreateTimer(_ => throw s_thrown, null, TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);
        await simulation.Delay(5);
    });

    [Fact]
    public void A_scenario_that_returns_no_task_is_told_so() =>
        Assert.Contains("returned null instead of a Task", Assert.Throws<SimulationException>(() => Simulation.Run(_ => null!)).Message, StringComparison.Ordinal);

    private static void Fails(Func<Simulation, Task> scenario, double at = 3)
    {
        var failure = Assert.Throws<SimulationException>(() => Simulation.Run(scenario));

        Assert.Same(s_thrown, failure.InnerException);
        Assert.Equal(TimeSpan.FromSeconds(at), failure.At);
        Assert.StartsWith($"Seed 0, at {at} s: nobody awaits this\n", failure.Message, StringComparison.Ordinal);
    }
}
