namespace Vahta.Testing.Tests.Running;

public sealed class CallersContextTests
{
    private static readonly AsyncLocal<string?> s_callers = new();

    [Fact]
    public void What_the_caller_put_into_an_AsyncLocal_is_there_in_every_seed()
    {
        s_callers.Value = "the caller's";

        Simulation.Explore(10, async simulation =>
        {
            Assert.Equal("the caller's", s_callers.Value);
            await simulation.Delay(1);
            Assert.Equal("the caller's", s_callers.Value);
            await Task.Run(() => Assert.Equal("the caller's", s_callers.Value), CancellationToken.None);
            s_callers.Value = "one scenario's own";
        });

        Assert.Equal("the caller's", s_callers.Value);
    }

    [Fact]
    public void It_is_there_in_units_too() => Simulation.Run(async simulation =>
    {
        s_callers.Value = "the scenario's";
        await using var dispatcher = new Dispatcher(simulation.Options);
        string? seen = null;
        dispatcher.AddJob("looks", async _ =>
        {
            await Task.Yield();
            seen = s_callers.Value;
        });

        await dispatcher.StartAsync();

        Assert.Equal("the scenario's", seen);
    });

    [Fact]
    public void The_test_framework_knows_which_test_it_is()
    {
        var test = TestContext.Current.Test;

        Simulation.Run(async simulation =>
        {
            await simulation.Delay(1);
            Assert.NotNull(test);
            Assert.Same(test, TestContext.Current.Test);
        });
    }
}
