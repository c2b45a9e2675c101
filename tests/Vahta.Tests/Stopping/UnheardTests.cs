using Microsoft.Extensions.Time.Testing;
using Vahta.Tests.Loops;

namespace Vahta.Tests.Stopping;

/// <summary>A machine so busy that time passes before a unit can be told that its own is up. Here the loop is busy, and moves the clock itself.</summary>
public sealed class UnheardTests
{
    [Theory]
    [InlineData(9, UnitState.Stopped)]
    [InlineData(12, UnitState.Abandoned)]
    public void S38_the_second_before_a_unit_is_abandoned_counts_from_when_Aborting_fires_as_long_as_that_takes_no_more_than_ten(int seconds, UnitState state) => Threads.Run(() =>
    {
        var clock = new FakeTimeProvider();
        using var loop = new EventLoop(new() { TimeProvider = clock });

        loop.Run(async () =>
        {
            var dispatcher = new Dispatcher(new() { TimeProvider = clock, StopBudget = Timeout.InfiniteTimeSpan });
            var late = dispatcher.AddTask("late", static (unit, _) => Task.Delay(Timeout.Infinite, unit.Aborting)).StopWithin(TimeSpan.FromSeconds(3));
            await dispatcher.StartAsync();
            var stopping = dispatcher.StopAsync();
            while (late.State != UnitState.Stopping)
            {
                await Task.Yield();
            }

            for (var half = 0; half < 2 * (3 + seconds); half++)
            {
                clock.Advance(TimeSpan.FromSeconds(0.5));
            }

            var report = await stopping;
            Assert.Equal(state, Assert.Single(report.Units).State);
        });
    });
}
